/// Truth values: PLAIN is a bit each, RLE is runs behind a length.
final class TruthDecoder: ScalarDecoder {
    private var runs: RunDecoder?
    private let bits: Bytes
    private var bit = 0

    init(plain bytes: Bytes) { bits = bytes }

    init(runs bytes: Bytes) throws(Damage) {
        bits = .none
        let size = try bytes.uint32(at: 0, "the length of its truth values")
        runs = try RunDecoder(bytes.part(from: 4, count: size, "its truth values"), width: 1)
    }

    func take(_ count: Int, appendingTo values: inout [Bool]) throws(Damage) {
        guard runs == nil else { return try takeRuns(count, &values) }
        guard count <= bits.count * 8 - bit else { throw Damage("has \(bits.count * 8 - bit) more values where \(count) are needed") }
        if values.isEmpty { values.reserveCapacity(count) }
        for i in bit..<bit + count {
            values.append(bits.start.load(fromByteOffset: i >> 3, as: UInt8.self) >> UInt8(i & 7) & 1 == 1)
        }
        bit += count
    }

    private func takeRuns(_ count: Int, _ values: inout [Bool]) throws(Damage) {
        let piece = NumberBuffer(min(count, IndexDecoder.most))
        var left = count
        while left > 0 {
            let taken = min(left, piece.count)
            try runs?.take(taken, into: piece.numbers)
            for i in 0..<taken { values.append(piece.numbers[i] == 1) }
            left -= taken
        }
    }
}
