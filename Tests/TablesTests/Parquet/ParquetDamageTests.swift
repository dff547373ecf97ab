import Failures
import Foundation
import Tables
import TestSupport
import Testing

/// Files that are cut short, or lie: each ends in a `Failure` that names the file and the place.
@Suite struct ParquetDamageTests {
    static func golden(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: Goldens.url(ParquetExpectation.folder + name)))
    }

    /// Every column of a file, as far as it goes; the failure it ends in.
    static func readAll(_ bytes: [UInt8]) throws -> Failure? {
        try failure {
            let file = try ParquetFile(bytes, named: "damaged.parquet")
            for name in file.readable {
                let rows = try file.rows(of: [name], from: 0)
                while try rows.next() != nil {}
            }
        }
    }

    @Test func truncationsAtEveryByte() throws {
        let whole = try Self.golden("lz4.parquet")
        #expect(try Self.readAll(whole) == nil)
        for count in 0..<whole.count {
            let failure = try #require(try Self.readAll(Array(whole[..<count])), "\(count) bytes")
            #expect(failure.kind == .badData && failure.place == "damaged.parquet")
        }
    }

    /// The footer whole, and the pages' bytes gone from some byte on: as a file that was downloaded with a hole.
    @Test func pagesThatEndSomewhere() throws {
        for name in ["pa-rare-v1.parquet", "pa-rare-v2.parquet"] {
            let whole = try Self.golden(name)
            let size = Int(whole[whole.count - 8]) | Int(whole[whole.count - 7]) << 8
            let footer = whole.count - 8 - size
            var refused = 0
            for count in 4..<footer {
                let zeros = [UInt8](repeating: 0, count: footer - count)
                if let failure = try Self.readAll(Array(whole[..<count]) + zeros + whole[footer...]) {
                    #expect(failure.kind == .badData)
                    #expect(failure.description.contains("damaged.parquet: row group 0, column '"), "\(failure)")
                    refused += 1
                }
            }
            // All but those where only the last values turn to zeros.
            #expect(refused > (footer - 4) * 9 / 10, "\(refused) of \(footer - 4)")
        }
    }

    /// A footer of `count` bytes cut, with the length to match.
    @Test func footersThatEndAtEveryByte() throws {
        let whole = try Self.golden("pa-empty-v1.parquet")
        let size = Int(whole[whole.count - 8]) | Int(whole[whole.count - 7]) << 8
        let footer = whole.count - 8 - size
        for count in 0..<size {
            let length = withUnsafeBytes(of: UInt32(count).littleEndian) { Array($0) }
            let failure = try Self.readAll(Array(whole[..<(footer + count)]) + length + Array("PAR1".utf8))
            #expect(failure?.kind == .badData, "\(count) bytes")
        }
    }

    static let page = ParquetBuilder.Page(values: 2, bytes: ParquetEncoders.plain([1, 2], bytes: 8))

    static func integers(rows: Int = 2, values: Int? = nil, _ pages: ParquetBuilder.Page...) -> [UInt8] {
        ParquetBuilder(type: 2, rows: rows, pages: pages, values: values).file
    }

    static func changed(_ change: (inout ParquetBuilder.Page) -> Void) -> ParquetBuilder.Page {
        var page = page
        change(&page)
        return page
    }

    @Test func whatAFileMustNotSay() throws {
        #expect(try Self.readAll(Self.integers(Self.page)) == nil)
        let par1 = Array("PAR1".utf8)
        let cases: [(String, [UInt8])] = [
            ("0 bytes are no Parquet file", []),
            ("does not end with 'PAR1'", [UInt8](repeating: 0, count: 12)),
            ("does not begin with 'PAR1'", [UInt8](repeating: 0, count: 8) + par1),
            ("is encrypted", par1 + [0, 0, 0, 0] + Array("PARE".utf8)),
            ("has 4294967295 bytes in a file of 12", par1 + [255, 255, 255, 255] + par1),
            ("footer ends too soon", par1 + [0, 0, 0, 0] + par1),
            ("fewer rows than its row group", Self.integers(rows: 3, Self.page)),
            ("more values than its row group has rows", Self.integers(rows: 1, Self.page)),
            ("a page of 2 values where 1 are left", Self.integers(values: 1, Self.page)),
            ("pages for 1 values too few", Self.integers(rows: 3, values: 3, Self.page)),
            ("pages for 9223372036854775805 values too few", Self.integers(rows: .max, values: .max, Self.page)),
            ("has -1 values", Self.integers(values: -1, Self.page)),
            ("a row group of -2 rows", Self.integers(rows: -2, Self.page)),
            ("no dictionary", Self.integers(Self.changed { $0.encoding = 8 })),
            ("encoding DELTA_BYTE_ARRAY", Self.integers(Self.changed { $0.encoding = 7 })),
            ("encoding number 77", Self.integers(Self.changed { $0.encoding = 77 })),
            ("has -3 values", Self.integers(values: -3, Self.changed { $0.values = -3 })),
            ("other bytes than its checksum", Self.integers(Self.changed { $0.checksum = 1 })),
            ("cannot come from 16", Self.integers(Self.changed { $0.size = 17 })),
            ("a page of 2147483647 bytes, and", Self.integers(Self.changed { $0.size = .init(Int32.max) })),
            ("a second dictionary", Self.integers(Self.dictionary, Self.dictionary, Self.page)),
            ("entry 3 of a dictionary of 2", Self.integers(Self.dictionary, .init(values: 2, encoding: 8, bytes: [2, 4, 3]))),
            ("numbers of 33 bits", Self.integers(Self.dictionary, .init(values: 2, encoding: 8, bytes: [33, 4, 3]))),
            ("a run of 2199023255551 values", Self.integers(Self.dictionary, .init(values: 2, encoding: 8, bytes: [2] + ThriftWriter.varint((1 << 42) - 2)))),
            ("fewer values than it promises", Self.integers(Self.dictionary, .init(values: 2, encoding: 8, bytes: [1]))),
            ("delta blocks of 7 values", Self.integers(Self.changed { ($0.encoding, $0.bytes) = (5, [7, 1, 2, 0, 0, 0]) })),
            ("delta blocks of 128 values in 0 parts", Self.integers(Self.changed { ($0.encoding, $0.bytes) = (5, [128, 1, 0, 2, 0, 0, 0]) })),
            ("differences of 65 bits", Self.integers(Self.changed { ($0.encoding, $0.bytes) = (5, [8, 1, 2, 0, 0, 65]) })),
            ("ends within a delta block", Self.integers(Self.changed { ($0.encoding, $0.bytes) = (5, [8, 1, 2, 0, 0, 9, 0]) })),
            ("1 more delta-encoded values", Self.integers(Self.changed { ($0.encoding, $0.bytes) = (5, [8, 1, 1, 0]) })),
        ]
        for (says, file) in cases {
            let failure = try #require(try Self.readAll(file), "should say \(says)")
            #expect(failure.kind == .badData && failure.remedy != nil)
            #expect(failure.description.contains(says), "\(failure) should say \(says)")
            #expect(failure.description.hasPrefix("damaged.parquet: "))
        }
    }

    static let dictionary = ParquetBuilder.Page(kind: .dictionary, values: 2, bytes: ParquetEncoders.plain([5, 6], bytes: 8))

    /// A page of some bytes can stand for billions of rows; they come in pieces, and nothing is set aside for all.
    @Test func billionsOfRowsInSomeBytesComeInPieces() throws {
        let runs = ParquetEncoders.run(0, Int(Int32.max), width: 1)
        let many = ParquetBuilder(
            type: 2, isOptional: true, rows: Int(Int32.max),
            pages: [.init(values: Int(Int32.max), encoding: 8, definitions: ParquetEncoders.run(1, Int(Int32.max), width: 1), bytes: [0])])
        var made = many
        made.pages.insert(Self.dictionary, at: 0)
        let rows = try ParquetFile(made.file, named: "many.parquet").rows(of: ["x"], from: 0)
        for i in 0..<20 {
            let block = try #require(try rows.next())
            #expect(block.firstRow == i * 8192 && block.count == 8192)
            guard case .integers(let values) = block.columns[0] else { return }
            #expect(values.values.allSatisfy { $0 == 5 })
        }
        // A list of them in one row would have to be set aside: it is refused.
        made = ParquetBuilder(
            type: 2, isList: true, rows: 1,
            pages: [Self.dictionary, .init(
                values: Int(Int32.max), encoding: 8, repetitions: ParquetEncoders.run(0, 1, width: 1) + ParquetEncoders.run(1, Int(Int32.max), width: 1),
                definitions: ParquetEncoders.run(2, Int(Int32.max), width: 2), bytes: [0])])
        let failure = try #require(try Self.readAll(made.file))
        #expect(failure.description.contains("a list of over 16777216 elements"))
        #expect(runs.count < 10)
    }

    /// Strings of a dictionary, a hundred thousand bytes each, a million times: in pieces of about a megabyte.
    @Test func aDictionaryOfLongStringsComesInPieces() throws {
        let long = [UInt8](repeating: 97, count: 100_000)
        let made = ParquetBuilder(
            rows: 1_000_000,
            pages: [
                .init(kind: .dictionary, values: 1, bytes: ParquetEncoders.plain([long])),
                .init(values: 1_000_000, encoding: 8, bytes: [0]),
            ])
        let rows = try ParquetFile(made.file, named: "long.parquet").rows(of: ["x"], from: 0)
        for _ in 0..<5 {
            let block = try #require(try rows.next())
            guard case .text(let values) = block.columns[0] else { return }
            #expect(values.bytes.count == block.count * 100_000 && (1...21).contains(block.count))
        }
    }
}
