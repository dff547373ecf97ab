/// The encodings as their documentation describes them, written for being obvious.
enum ParquetEncoders {
    /// Numbers side by side, the lowest bit first.
    static func packed(_ numbers: [UInt64], width: Int) -> [UInt8] {
        var bits: [UInt8] = []
        for number in numbers { for bit in 0..<width { bits.append(UInt8(number >> UInt64(bit) & 1)) } }
        while bits.count % 8 != 0 { bits.append(0) }
        return stride(from: 0, to: bits.count, by: 8).map { start in (0..<8).reduce(0) { $0 | bits[start + $1] << UInt8($1) } }
    }

    static func run(_ number: Int, _ count: Int, width: Int) -> [UInt8] {
        ThriftWriter.varint(UInt64(count) << 1) + (0..<(width + 7) / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    /// Runs and packed groups in turn, as chance has it.
    static func runs(_ numbers: [Int], width: Int, _ random: inout ParquetRandom) -> [UInt8] {
        var bytes: [UInt8] = []
        var at = 0
        while at < numbers.count {
            var same = 1
            while at + same < numbers.count, numbers[at + same] == numbers[at] { same += 1 }
            if same >= 8 || (same > 1 && random.below(3) == 0) || random.below(8) == 0 {
                bytes += run(numbers[at], same, width: width)
                at += same
            } else {
                let groups = 1 + random.below(4)
                var group = numbers[at..<min(numbers.count, at + groups * 8)].map { UInt64($0) }
                at += group.count
                while group.count < groups * 8 { group.append(0) }
                bytes += ThriftWriter.varint(UInt64(groups) << 1 | 1) + packed(group, width: width)
            }
        }
        return bytes
    }

    static func delta(_ numbers: [Int], block: Int = 128, miniblocks: Int = 4) -> [UInt8] {
        var bytes = ThriftWriter.varint(UInt64(block)) + ThriftWriter.varint(UInt64(miniblocks))
        bytes += ThriftWriter.varint(UInt64(numbers.count)) + ThriftWriter.zigzag(numbers.first ?? 0)
        let differences = zip(numbers.dropFirst(), numbers).map { $0 &- $1 }
        let size = block / miniblocks
        for start in stride(from: 0, to: differences.count, by: block) {
            let these = differences[start..<min(differences.count, start + block)]
            let least = these.min() ?? 0
            var widths: [UInt8] = []
            var body: [UInt8] = []
            for part in 0..<miniblocks {
                let from = min(these.endIndex, start + part * size)
                var mini = these[from..<min(these.endIndex, from + size)].map { UInt64(bitPattern: Int64($0 &- least)) }
                let width = mini.isEmpty ? 0 : 64 - (mini.max() ?? 0).leadingZeroBitCount
                widths.append(UInt8(width))
                guard !mini.isEmpty else { continue }
                while mini.count < size { mini.append(0) }
                body += packed(mini, width: width)
            }
            bytes += ThriftWriter.zigzag(least) + widths + body
        }
        return bytes
    }

    static func plain(_ strings: [[UInt8]]) -> [UInt8] {
        strings.flatMap { string in withUnsafeBytes(of: UInt32(string.count).littleEndian) { Array($0) } + string }
    }

    static func deltaLength(_ strings: [[UInt8]]) -> [UInt8] { delta(strings.map(\.count)) + strings.flatMap { $0 } }

    static func deltaPrefix(_ strings: [[UInt8]]) -> [UInt8] {
        var previous: [UInt8] = []
        var prefixes: [Int] = []
        var suffixes: [[UInt8]] = []
        for string in strings {
            let shared = zip(previous, string).prefix { $0 == $1 }.count
            prefixes.append(shared)
            suffixes.append(Array(string.dropFirst(shared)))
            previous = string
        }
        return delta(prefixes) + deltaLength(suffixes)
    }

    static func plain(_ numbers: [Int], bytes: Int) -> [UInt8] {
        numbers.flatMap { number in (0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers everywhere.
struct ParquetRandom {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    mutating func below(_ limit: Int) -> Int { Int(next() >> 1) % limit }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 33) } }
}
