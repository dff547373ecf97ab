import Failures
import Tables
import Testing

/// Lists and nulls from levels that were worked out by hand.
@Suite struct ParquetLevelTests {
    /// Levels below four in two bits, as one packed run.
    static func levels(_ numbers: [UInt64], width: Int) -> [UInt8] {
        let groups = (numbers.count + 7) / 8
        let all = numbers + [UInt64](repeating: 0, count: groups * 8 - numbers.count)
        return ThriftWriter.varint(UInt64(groups) << 1 | 1) + ParquetEncoders.packed(all, width: width)
    }

    static func page(_ repetitions: [UInt64], _ definitions: [UInt64], _ values: [Int], v2: Bool = false) -> ParquetBuilder.Page {
        .init(
            kind: v2 ? .dataV2 : .data, values: repetitions.count, rows: repetitions.filter { $0 == 0 }.count,
            repetitions: levels(repetitions, width: 1), definitions: levels(definitions, width: 2),
            bytes: ParquetEncoders.plain(values, bytes: 8))
    }

    static func list(_ numbers: Int64...) -> ParquetCell { .list(numbers.map { .integer($0) }) }

    @Test(arguments: [false, true])
    func listsThatAreEmptyMissingAndFull(v2: Bool) throws {
        // [1 2] [] none [3] [4 5 6]
        let made = ParquetBuilder(
            type: 2, isList: true, rows: 5, pages: [Self.page([0, 1, 0, 0, 0, 0, 1, 1], [2, 2, 1, 0, 2, 2, 2, 2], [1, 2, 3, 4, 5, 6], v2: v2)])
        let file = try ParquetFile(made.file, named: "made.parquet")
        let expected = [Self.list(1, 2), .list([]), .null, Self.list(3), Self.list(4, 5, 6)]
        for row in 0...5 { #expect(try file.cells(of: ["x"], from: row) == [Array(expected[row...])]) }
    }

    @Test func aRowThatGoesOnInTheNextPage() throws {
        let made = ParquetBuilder(
            type: 2, isList: true, rows: 3,
            pages: [Self.page([0, 0, 1], [2, 2, 2], [1, 2, 3]), Self.page([1, 1], [2, 2], [4, 5]), Self.page([1, 0], [2, 2], [6, 7])])
        let file = try ParquetFile(made.file, named: "made.parquet")
        let expected = [Self.list(1), Self.list(2, 3, 4, 5, 6), Self.list(7)]
        for row in 0...3 { #expect(try file.cells(of: ["x"], from: row) == [Array(expected[row...])]) }
    }

    @Test func whatLevelsCannotMean() throws {
        let cases: [(String, ParquetBuilder.Page, Int)] = [
            ("an element outside a list", Self.page([1], [2], [1]), 1),
            ("an element outside a list", Self.page([0, 1], [0, 2], [1]), 1),
            ("an element outside a list", Self.page([0, 1], [2, 1], [1]), 1),
            ("the definition level 3", Self.page([0, 0], [2, 3], [1, 2]), 2),
            ("fewer rows than its row group", Self.page([0, 0], [2, 2], [1, 2]), 3),
            ("more values than its row group has rows", Self.page([0, 0], [2, 2], [1, 2]), 1),
            ("has 1 more values where 2 are needed", Self.page([0, 0], [2, 2], [1]), 2),
        ]
        for (says, page, rows) in cases {
            let file = try ParquetFile(ParquetBuilder(type: 2, isList: true, rows: rows, pages: [page]).file, named: "made.parquet")
            let failure = #expect(throws: Failure.self) { try file.cells(of: ["x"]) }
            #expect(failure?.kind == .badData)
            #expect(failure?.description.contains(says) == true, "\(String(describing: failure)) should say \(says)")
            #expect(failure?.description.contains("made.parquet: row group 0, column 'x', page ") == true)
        }
    }

    @Test func aListOfWholeNumbersWithANullInsideIsNoValue() throws {
        // Before, behind and within lists that are whole, and over two pages.
        let pages = [Self.page([0, 0, 1, 0, 0, 1], [3, 3, 2, 3, 2, 3], [1, 2, 3, 4]), Self.page([1, 0, 1], [3, 3, 3], [5, 6, 7])]
        let made = ParquetBuilder(type: 2, isOptional: true, isList: true, rows: 5, pages: pages)
        let file = try ParquetFile(made.file, named: "made.parquet")
        let wanted = [Self.list(1), .null, Self.list(3), .null, Self.list(6, 7)]
        #expect(try file.cells(of: ["x"]) == [wanted])
        let rows = try file.rows(of: ["x"], from: 2)
        guard case .integerLists(let lists)? = try rows.next()?.columns[0] else { throw Failure(.failed, "no lists") }
        #expect(lists.present == [true, false, true] && lists.values == [3, 6, 7] && lists.ends == [1, 1, 3])
    }

    @Test func aNullInsideAListOfNumbersIsRefused() throws {
        var made = ParquetBuilder(type: 5, isOptional: true, isList: true, rows: 1, pages: [Self.page([0, 1], [3, 2], [1])])
        let file = try ParquetFile(made.file, named: "made.parquet")
        let failure = #expect(throws: Failure.self) { try file.cells(of: ["x"]) }
        #expect(failure?.description.contains("a null inside a list") == true)
        // Of strings it is a string that is not there.
        made.type = 6
        made.pages[0].bytes = ParquetEncoders.plain([Array("one".utf8)])
        #expect(try ParquetFile(made.file, named: "made.parquet").cells(of: ["x"]) == [[.list([.text("one"), .null])]])
    }

    @Test(arguments: [false, true])
    func nullsAnywhere(v2: Bool) throws {
        for seed in 0..<80 {
            var random = ParquetRandom(UInt64(seed))
            let density = random.below(5)
            let present = (0..<1 + random.below(3000)).map { _ in random.below(4) >= density }
            let numbers = present.enumerated().filter(\.element).map(\.offset)
            let made = ParquetBuilder(
                type: 2, isOptional: true, codec: seed % 2, rows: present.count,
                pages: [
                    .init(
                        kind: v2 ? .dataV2 : .data, values: present.count, rows: present.count,
                        definitions: ParquetEncoders.runs(present.map { $0 ? 1 : 0 }, width: 1, &random),
                        bytes: ParquetEncoders.plain(numbers, bytes: 8))
                ])
            let cells = try ParquetEncodingTests.cells(made)
            #expect(cells == present.enumerated().map { $1 ? .integer(Int64($0)) : .null })
        }
    }
}
