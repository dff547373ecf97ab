import Failures
import Tables
import Testing

/// Each encoding by the examples of the format's documentation, and by encoders that are written for being obvious.
@Suite struct ParquetEncodingTests {
    static func cells(_ builder: ParquetBuilder) throws -> [ParquetCell] {
        try ParquetFile(builder.file, named: "made.parquet").cells(of: ["x"])[0]
    }

    static func text(_ strings: [[UInt8]], _ encoding: Int, _ bytes: [UInt8]) throws -> [ParquetCell] {
        try cells(ParquetBuilder(rows: strings.count, pages: [.init(values: strings.count, encoding: encoding, bytes: bytes)]))
    }

    static func integers(_ count: Int, _ encoding: Int, _ bytes: [UInt8], type: Int = 2) throws -> [ParquetCell] {
        try cells(ParquetBuilder(type: type, rows: count, pages: [.init(values: count, encoding: encoding, bytes: bytes)]))
    }

    static func strings(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    @Test func packedBitsAsDocumented() throws {
        // 0 to 7 in three bits each: 10001000 11000110 11111010.
        let dictionary = ParquetEncoders.plain((0..<8).map { $0 * 10 }, bytes: 4)
        let made = ParquetBuilder(
            type: 1, rows: 8,
            pages: [
                .init(kind: .dictionary, values: 8, bytes: dictionary),
                .init(values: 8, encoding: 8, bytes: [3, 1 << 1 | 1, 0b1000_1000, 0b1100_0110, 0b1111_1010]),
            ])
        #expect(try Self.cells(made) == (0..<8).map { .integer(Int64($0) * 10) })
    }

    @Test func deltasAsDocumented() throws {
        // 1 to 5: blocks of 8 in one part, five values, the first 1; the least difference 1, no bits.
        #expect(try Self.integers(5, 5, [8, 1, 5, 2, 2, 0]) == (1...5).map { .integer($0) })
        // 7 5 3 1 2 3 4 5: the least difference -2, then 0 0 0 3 3 3 3 in two bits.
        let second: [UInt8] = [8, 1, 8, 14, 3, 2, 0b1100_0000, 0b0011_1111]
        #expect(try Self.integers(8, 5, second) == [7, 5, 3, 1, 2, 3, 4, 5].map { .integer($0) })
    }

    @Test func lengthsApartAsDocumented() throws {
        let bytes = ParquetEncoders.delta([5, 5, 6, 6]) + Array("HelloWorldFoobarABCDEF".utf8)
        let expected = Self.strings("Hello", "World", "Foobar", "ABCDEF")
        #expect(try Self.text(expected, 6, bytes) == expected.map { .text($0[...]) })
    }

    @Test func prefixesAsDocumented() throws {
        let bytes = ParquetEncoders.delta([0, 2, 0, 3]) + ParquetEncoders.delta([4, 2, 6, 5]) + Array("axislebabbleyhood".utf8)
        let expected = Self.strings("axis", "axle", "babble", "babyhood")
        #expect(try Self.text(expected, 7, bytes) == expected.map { .text($0[...]) })
    }

    @Test func streamsAsDocumented() throws {
        let split: [UInt8] = [0xAA, 0x00, 0xA3, 0xBB, 0x11, 0xB4, 0xCC, 0x22, 0xC5, 0xDD, 0x33, 0xD6]
        let joined: [UInt32] = [0xDDCC_BBAA, 0x3322_1100, 0xD6C5_B4A3]
        let made = ParquetBuilder(type: 4, rows: 3, pages: [.init(values: 3, encoding: 9, bytes: split)])
        #expect(try Self.cells(made) == joined.map { .number(Double(Float(bitPattern: $0))) })
        #expect(try Self.integers(3, 9, split, type: 1) == joined.map { .integer(Int64(Int32(bitPattern: $0))) })
    }

    @Test func truthValues() throws {
        let plain = ParquetBuilder(type: 0, rows: 10, pages: [.init(values: 10, bytes: [0b1001_0110, 0b01])])
        let expected = [false, true, true, false, true, false, false, true, true, false].map { ParquetCell.truth($0) }
        #expect(try Self.cells(plain) == expected)
        let runs: [UInt8] = [5, 0, 0, 0, 1 << 1 | 1, 0b1001_0110, 1 << 1, 1, 1 << 1]
        let short = ParquetBuilder(type: 0, rows: 10, pages: [.init(values: 10, encoding: 3, bytes: runs + [0])])
        #expect(throws: Failure.self) { try Self.cells(short) }
        let whole = ParquetBuilder(type: 0, rows: 10, pages: [.init(values: 10, encoding: 3, bytes: [6] + runs[1...] + [0])])
        #expect(try Self.cells(whole) == expected)
    }

    @Test(arguments: 1..<120)
    func deltasOfAllWidths(seed: Int) throws {
        var random = ParquetRandom(UInt64(seed))
        let bits = random.below(65)
        let count = 1 + random.below(700)
        let numbers = (0..<count).map { _ in Int(truncatingIfNeeded: bits == 0 ? 7 : random.next() >> UInt64(64 - bits)) }
        let miniblocks = [1, 2, 4, 8][random.below(4)]
        let bytes = ParquetEncoders.delta(numbers, block: miniblocks * 8 * (1 + random.below(6)), miniblocks: miniblocks)
        #expect(try Self.integers(count, 5, bytes) == numbers.map { .integer(Int64($0)) })
    }

    @Test(arguments: 1..<120)
    func runsOfAllWidths(seed: Int) throws {
        var random = ParquetRandom(UInt64(seed))
        let width = random.below(14)
        let entries = 1 << width
        let count = 1 + random.below(20_000 / (1 + random.below(100)))
        let dictionary = (0..<entries).map { _ in Int(Int32(truncatingIfNeeded: random.next())) }
        var indices: [Int] = []
        while indices.count < count { indices += [Int](repeating: random.below(entries), count: 1 + random.below(1 + random.below(30))) }
        let runs = ParquetEncoders.runs(Array(indices[..<count]), width: width, &random)
        let made = ParquetBuilder(
            type: 1, codec: 1, rows: count,
            pages: [
                .init(kind: .dictionary, values: entries, bytes: ParquetEncoders.plain(dictionary, bytes: 4)),
                .init(values: count, encoding: 8, bytes: [UInt8(width)] + runs),
            ])
        #expect(try Self.cells(made) == indices[..<count].map { .integer(Int64(dictionary[$0])) })
    }

    @Test(arguments: 1..<60, [0, 6, 7])
    func stringsOfAllLengths(seed: Int, encoding: Int) throws {
        var random = ParquetRandom(UInt64(seed))
        let longest = 1 + random.below(300)
        var strings: [[UInt8]] = []
        for _ in 0..<random.below(400) {
            let kept = strings.last.map { Array($0.prefix(random.below($0.count + 1))) } ?? []
            strings.append(kept + (0..<random.below(longest)).map { _ in UInt8(97 + random.below(26)) })
        }
        let bytes =
            switch encoding {
            case 0: ParquetEncoders.plain(strings)
            case 6: ParquetEncoders.deltaLength(strings)
            default: ParquetEncoders.deltaPrefix(strings)
            }
        #expect(try Self.text(strings, encoding, bytes) == strings.map { .text($0[...]) })
    }
}
