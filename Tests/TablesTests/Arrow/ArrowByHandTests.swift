import Failures
import Files
import Foundation
import Tables
import TestSupport
import Testing

@Suite struct ArrowByHandTests {
    private func reading<R>(_ bytes: [UInt8], _ body: (ArrowTable) throws -> R) throws -> R {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "hand.arrow")
            try Data(bytes).write(to: file)
            return try body(ArrowTable(file.filePath))
        }
    }

    private func numbers(_ bytes: [UInt8]) throws -> [Int64] {
        try reading(bytes) { table in
            let rows = try table.rows(of: ["n"], from: 0)
            var all: [Int64] = []
            while let block = try rows.next() {
                if case .integers(let values) = block.columns[0] { all += values.values }
            }
            return all
        }
    }

    @Test("A stream worked out by hand is read")
    func byHand() throws {
        let hand = ArrowByHand()
        #expect(hand.schema.count == 120 && hand.batch.count == 128)
        #expect(try reading(hand.bytes) { $0.columns } == [TableColumn(name: "n", kind: .integers)])
        #expect(try numbers(hand.bytes) == [7, -8])
    }

    @Test("A file is read by its footer, whatever lies between its blocks")
    func file() throws {
        let hand = ArrowByHand(), file = hand.file(hand.footer())
        #expect(try numbers(file) == [7, -8])
        #expect(try failure { try numbers(Array(file.dropLast(1))) }?.what.hasPrefix("the Arrow data breaks off") == true)
        var noise = file
        noise.replaceSubrange(8..<136, with: Array(repeating: 0xA5, count: 128))
        #expect(try numbers(noise) == [7, -8])
        #expect(try numbers(hand.file(hand.footer(blocks: []))) == [])
    }

    @Test("Blocks that are not in the file, that overlap or hold no batch are refused", arguments: [
        ([(288, 136, 8)], "its block 0, 136 and 8 bytes from 288, lies outside of the 288 bytes before the footer"),
        ([(Int.max, 136, 8)], "its block 0, 136 and 8 bytes from 9223372036854775807, lies outside"),
        ([(-8, 136, 8)], "its block 0, 136 and 8 bytes from -8, lies outside"),
        ([(136, -1, 8)], "its block 0, 4294967295 and 8 bytes from 136, lies outside"),
        ([(136, 136, Int.max)], "its block 0, 136 and 9223372036854775807 bytes from 136, lies outside"),
        ([(136, 136, -1)], "its block 0, 136 and -1 bytes from 136, lies outside"),
        ([(136, 136, 8), (136, 136, 8)], "its blocks at bytes 136 and 136 overlap"),
        ([(136, 136, 8), (272, 8, 0)], "its blocks at bytes 136 and 272 overlap"),
        ([(136, 136, 7)], "a message has a body of 8 bytes, and its block 7 (message at byte 136)"),
        ([(128, 144, 8)], "no message begins there (message at byte 128)"),
        ([(8, 128, 0)], "it is no batch of rows (message at byte 8)"), ([(280, 8, 0)], "no message begins there (message at byte 280)"),
    ])
    func blocks(blocks: [(Int, Int, Int)], reason: String) throws {
        let hand = ArrowByHand()
        let file = hand.file(hand.footer(blocks: blocks.map { (offset: $0.0, metadata: $0.1, body: $0.2) }))
        let failure = try failure { try numbers(file) }
        #expect(failure?.kind == .badData)
        #expect(failure?.what.hasPrefix("not readable as Arrow: \(reason)") == true, "\(String(describing: failure))")
    }

    @Test("A buffer compressed with zstd, and one that is only said to be")
    func compressed() throws {
        var hand = ArrowByHand()
        hand.compress(ArrowByHand.u64(8) + ArrowByHand.frame)
        #expect(hand.batch.count == 144)
        #expect(try numbers(hand.bytes) == [7, -8])
        hand.compress(ArrowByHand.u64(-1) + ArrowByHand.u32(7, -8))
        #expect(try numbers(hand.bytes) == [7, -8])
        hand.compress(codec: 0, ArrowByHand.u64(8) + ArrowByHand.frame)
        #expect(try reading(hand.bytes) { $0.columns.map(\.unreadCodec?.name) } == ["LZ4"])
        // Rows without end need more than a length.
        hand.compress(ArrowByHand.u64(8) + ArrowByHand.frame)
        hand.batch.replaceSubrange(52..<60, with: ArrowByHand.u64(1 << 40))
        #expect(try failure { try numbers(hand.bytes) }?.what.contains("a batch has 1099511627776 rows") == true)
    }

    @Test("A compressed buffer that holds something else than it says is refused", arguments: [
        (9, "its zstd data has 8 bytes instead of 9"), (7, "its zstd data is broken"), (-2, "a buffer of -2 bytes cannot come from 25"),
        (Int.max, "a buffer of 9223372036854775807 bytes cannot come from 25"), (1 << 29 + 1, "a buffer of 536870913 bytes cannot come from 25"),
        (1 << 24, "a buffer of 16777216 bytes cannot come from 25"),
    ])
    func compressed(size: Int, reason: String) throws {
        var hand = ArrowByHand()
        hand.compress(ArrowByHand.u64(size) + ArrowByHand.frame)
        let found = try failure { try numbers(hand.bytes) }
        #expect(found?.kind == .badData)
        #expect(found?.what.hasPrefix("the column 'n' cannot be read: \(reason)") == true, "\(String(describing: found))")
        hand.compress([1, 2, 3])
        #expect(try failure { try numbers(hand.bytes) }?.what.contains("a compressed buffer has 3 bytes") == true)
    }

    @Test("A footer's length that is not there is refused", arguments: [0, -1, 1 << 30, 429])
    func footer(length: Int) throws {
        let hand = ArrowByHand()
        var file = hand.file(hand.footer())
        file.replaceSubrange(file.count - 10..<file.count - 6, with: ArrowByHand.u32(length))
        let found = try failure { try numbers(file) }
        #expect(found?.what == "not readable as Arrow: its footer has \(length) bytes in a file of 446", "\(String(describing: found))")
    }

    @Test("Offsets and numbers that lead out of the schema's message are refused", arguments: [
        (0, 119, "an offset leads to byte 119 of 120"), (0, -1, "an offset leads to byte 4294967295 of 120"),
        (16, 17, "an offset leads to byte -1 of 120"), (16, -200, "an offset leads to byte 216 of 120"),
        (4, 0x0014_FFFE, "the table at byte 16 is larger than its buffer"), (4, 0xFFFF_000C, "the table at byte 16 is larger than its buffer"),
        (4, 0x0006_000C, "field 1 of the table at byte 16 lies outside of it"),
        (52, -1, "the vector at byte 52 has 4294967295 elements, more than there are bytes"),
        (88, 100, "the vector at byte 88 has 100 elements, more than there are bytes"),
        (80, 99, "a column has the unknown type 99"), (108, 33, "a whole number has 33 bits"),
        (80, 12, "lists have 0 kinds of elements"), (20, 0x0001_0002, "its metadata has the version V3; V4 and V5 are read"),
        (20, 0x0009_0004, "a message of the kind 9, which is no table's"), (28, -1, "a message has a body of"),
    ])
    func schema(at: Int, word: Int, reason: String) throws {
        var hand = ArrowByHand()
        hand.schema.replaceSubrange(at..<at + 4, with: ArrowByHand.u32(word))
        if at == 28 { hand.schema.replaceSubrange(32..<36, with: ArrowByHand.u32(-1)) }
        let failure = try failure { try numbers(hand.bytes) }
        #expect(failure?.kind == .badData)
        #expect(failure?.what.hasPrefix("not readable as Arrow: \(reason)") == true, "\(String(describing: failure))")
    }

    @Test("Lengths, nodes and buffers that the batch has not are refused", arguments: [
        (52, Int.max, "not readable as Arrow: a batch has 9223372036854775807 rows, more than its 8 bytes can hold"),
        (52, -1, "not readable as Arrow: a batch has -1 rows"), (52, 3, "the column 'n' cannot be read: it has 2 of 3 rows"),
        (72, -1, "the column 'n' cannot be read: an array has no length"),
        (80, 1, "the column 'n' cannot be read: its bitmap of nulls has 0 bytes for 2 values"),
        (108, -8, "the column 'n' cannot be read: a buffer lies outside of the batch's 8 bytes"),
        (108, 8, "the column 'n' cannot be read: a buffer lies outside of the batch's 8 bytes"),
        (116, Int.max, "the column 'n' cannot be read: a buffer lies outside of the batch's 8 bytes"),
        (116, 7, "the column 'n' cannot be read: a buffer of 7 bytes is too short for 2 values of 4"),
    ])
    func batch(at: Int, number: Int, reason: String) throws {
        var hand = ArrowByHand()
        hand.batch.replaceSubrange(at..<at + 8, with: ArrowByHand.u64(number))
        let failure = try failure { try numbers(hand.bytes) }
        #expect(failure?.kind == .badData)
        #expect(failure?.what.hasPrefix(reason) == true, "\(String(describing: failure))")
    }

    @Test("Counts of buffers that are not there are refused", arguments: [
        (0, "the column 'n' cannot be read: a buffer of 8 bytes is too short for 2 values of 16"),
        (1, "not readable as Arrow: a batch has other columns than the schema"),
        (Int.max, "not readable as Arrow: a batch has 9223372036854775807 buffers"), (-1, "not readable as Arrow: a batch has -1 buffers"),
    ])
    func views(buffers: Int, reason: String) throws {
        var hand = ArrowByHand()
        hand.makeViews(buffers: buffers)
        #expect(try failure { try numbers(hand.bytes) }?.what.hasPrefix(reason) == true)
    }

    @Test("More nodes or buffers than the schema has columns, a second schema, none")
    func messages() throws {
        let hand = ArrowByHand()
        var more = hand
        more.batch.replaceSubrange(88..<92, with: ArrowByHand.u32(1))
        #expect(try failure { try numbers(more.bytes) }?.what.contains("other columns than the schema") == true)
        let schema = ArrowByHand.framed(hand.schema), end = ArrowByHand.u32(-1, 0)
        #expect(try failure { try numbers(schema + schema + end) }?.what.contains("a second schema") == true)
        #expect(try failure { try numbers(end) }?.what.contains("no schema") == true)
        #expect(try failure { try numbers(ArrowByHand.framed(hand.batch) + hand.body + end) }?.what.contains("begins with another message") == true)
        #expect(try numbers(schema + end) == [])
    }

    @Test("Fields that lead to fields are bounded in depth and number, and end at once")
    func nested() throws {
        let end = ArrowByHand.u32(-1, 0)
        let columns = try reading(ArrowByHand.framed(ArrowByHand.nested(depth: 5, width: 3)) + end) { $0.columns }
        #expect(columns.count == 81 && Set(columns.map(\.name)) == ["...."])
        for (depth, width) in [(33, 1), (30, 2), (12, 40)] {
            let bytes = ArrowByHand.framed(ArrowByHand.nested(depth: depth, width: width)) + end
            #expect(try failure { try reading(bytes) { $0.columns } }?.what.contains("more than 32 deep, or more than 65536") == true)
        }
    }
}
