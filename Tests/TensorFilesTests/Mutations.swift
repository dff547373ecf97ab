import Engine
import Foundation

/// Damage done to good files, the same in every run.
enum Mutations {
    /// How many damaged files a suite makes for each reader; `ORTHOSAE_MUTATIONS` asks for more.
    static let count = ProcessInfo.processInfo.environment["ORTHOSAE_MUTATIONS"].flatMap { Int($0) } ?? 5_000

    /// One to four changes: a byte, a bit, a run of ones or zeros, a piece left out, said twice or put elsewhere, the end
    /// cut off.
    static func damage(_ bytes: inout [UInt8], _ random: inout CounterRandom) {
        for _ in 0...random.below(4) where !bytes.isEmpty {
            let at = random.below(bytes.count), length = min(bytes.count - at, 1 + random.below(8))
            switch random.below(9) {
            case 0, 1: bytes[at] = UInt8(truncatingIfNeeded: random.next())
            case 2, 3: bytes[at] ^= 1 << UInt8(random.below(8))
            case 4: for i in at..<at + length { bytes[i] = 0xFF }
            case 5: for i in at..<at + length { bytes[i] = 0 }
            case 6: bytes.removeSubrange(at..<at + length)
            case 7: bytes.insert(contentsOf: Array(bytes[at..<at + length]), at: random.below(bytes.count))
            default: if random.below(8) == 0 { bytes.removeSubrange(at...) }
            }
        }
    }
}
