import Engine
import TensorFiles

/// Quantised blocks number by number, as families.md §8.2 writes the formulas: what the kernels are held to.
enum PlainBlocks {
    static func values(_ type: BlockType, _ b: [UInt8]) -> [Float] {
        func half(_ at: Int) -> Float { HalfPrecision.float(float16: UInt16(b[at]) | UInt16(b[at + 1]) << 8) }
        func word(_ at: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(b[at + $1]) << (8 * UInt32($1)) } }
        /// Value j of 32 nibbles that begin at a byte.
        func nibble(_ at: Int, _ j: Int) -> Int { Int(j < 16 ? b[at + j] & 15 : b[at + j - 16] >> 4) }
        func fifth(_ at: Int, _ j: Int) -> Int { Int(word(at) >> UInt32(j) & 1) << 4 }
        let all = 0..<type.values
        switch type {
        case .q4_0: return all.map { half(0) * Float(nibble(2, $0) - 8) }
        case .q4_1: return all.map { half(0) * Float(nibble(4, $0)) + half(2) }
        case .q5_0: return all.map { half(0) * Float((nibble(6, $0) | fifth(2, $0)) - 16) }
        case .q5_1: return all.map { half(0) * Float(nibble(8, $0) | fifth(4, $0)) + half(2) }
        case .q8_0: return all.map { half(0) * Float(Int8(bitPattern: b[2 + $0])) }
        case .q4_K, .q5_K:
            let isFive = type == .q5_K, first = isFive ? 48 : 16
            return all.map { i in
                let part = i / 32, l = i % 32, s = Array(b[4..<16])
                let scale = part < 4 ? s[part] & 63 : s[part + 4] & 15 | (s[part - 4] >> 6) << 4
                let minimum = part < 4 ? s[part + 4] & 63 : s[part + 4] >> 4 | (s[part] >> 6) << 4
                let byte = b[first + 32 * (part / 2) + l]
                var q = Int(part % 2 == 0 ? byte & 15 : byte >> 4)
                if isFive { q += Int(b[16 + l] >> UInt8(part) & 1) << 4 }
                // Each product and the difference rounded.
                let d = half(0) * Float(scale), m = half(2) * Float(minimum)
                let product = d * Float(q)
                return product - m
            }
        case .q6_K:
            return all.map { i in
                let n = i / 128, k = i % 128 / 32, l = i % 32
                let low = b[64 * n + l + 32 * (k & 1)] >> UInt8(4 * (k >> 1)) & 15
                let high = b[128 + 32 * n + l] >> UInt8(2 * k) & 3
                let q = Int(low | high << 4) - 32
                let scale = Int8(bitPattern: b[192 + 8 * n + 2 * k + l / 16])
                return half(208) * Float(scale) * Float(q)
            }
        }
    }
}
