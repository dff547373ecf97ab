import Foundation

/// Damages files at random, the same way for the same seed.
struct Mutations {
    /// How many the environment asks for (`ORTHOSAE_MUTATIONS`); the suite's own number otherwise.
    static func count(_ usual: Int) -> Int {
        ProcessInfo.processInfo.environment["ORTHOSAE_MUTATIONS"].flatMap { Int($0) } ?? usual
    }

    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A number below `bound` (xorshift64*).
    mutating func below(_ bound: Int) -> Int {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return Int(truncatingIfNeeded: (state &* 0x2545_F491_4F6C_DD1D) >> 33) % max(1, bound)
    }

    /// A copy with one to four things damaged: bits, bytes, whole numbers where a format has them, pieces copied, left out
    /// or put in twice, the end cut off.
    mutating func damage(_ original: [UInt8]) -> [UInt8] {
        var bytes = original
        for _ in 0...below(4) where !bytes.isEmpty {
            let at = below(bytes.count)
            switch below(12) {
            case 0: bytes[at] ^= 1 << UInt8(below(8))
            case 1: bytes[at] = UInt8(below(256))
            case 2: bytes = Array(bytes[..<at])
            case 3:
                let length = min(below(64), bytes.count - at), to = below(bytes.count - length + 1)
                bytes.replaceSubrange(to..<to + length, with: Array(bytes[at..<at + length]))
            case 4: bytes.removeSubrange(at..<min(bytes.count, at + 8 * (1 + below(8))))
            case 5: bytes.insert(contentsOf: Array(bytes[at..<min(bytes.count, at + 8 * (1 + below(8)))]), at: at & ~7)
            case 6, 7: put(UInt16(truncatingIfNeeded: telling(bytes.count)), at & ~1, &bytes)
            case 8, 9: put(UInt32(truncatingIfNeeded: telling(bytes.count)), at & ~3, &bytes)
            default: put(UInt64(bitPattern: Int64(telling(bytes.count))), at & ~7, &bytes)
            }
        }
        return bytes
    }

    /// A number that a reader may trip over.
    private mutating func telling(_ size: Int) -> Int {
        let numbers = [
            0, 1, -1, 2, 3, 4, 7, 8, 127, 128, 255, 256, 32767, 32768, 65535, 65536, Int(Int32.max), Int(Int32.min), Int(UInt32.max),
            Int.max, Int.min, Int.max - 7, size, size - 1, size + 1, -size, 1 << 40, below(64), below(size), -below(size),
        ]
        return numbers[below(numbers.count)]
    }

    private func put<Number: FixedWidthInteger>(_ number: Number, _ at: Int, _ bytes: inout [UInt8]) {
        guard at + MemoryLayout<Number>.size <= bytes.count else { return }
        withUnsafeBytes(of: number.littleEndian) { bytes.replaceSubrange(at..<at + $0.count, with: $0) }
    }
}
