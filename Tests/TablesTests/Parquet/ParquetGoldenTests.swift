import Failures
import Foundation
import Tables
import TestSupport
import Testing

/// Files by pyarrow, polars and DuckDB: every value is what was written.
@Suite struct ParquetGoldenTests {
    static func open(_ file: String) throws -> ParquetFile {
        try ParquetFile(Goldens.url(ParquetExpectation.folder + file).path(percentEncoded: false))
    }

    @Test func theGoldensAreThere() { #expect(ParquetExpectation.files.count >= 40) }

    @Test(arguments: ParquetExpectation.files.map(\.file))
    func everyColumnIsAsWritten(name: String) throws {
        let table = try #require(ParquetExpectation.files.first { $0.file == name }).table
        let expected = try ParquetExpectation(table)
        let file = try Self.open(name)
        #expect(file.rowCount == expected.rows)
        #expect(file.readable.count == file.columns.count, "\(file.columns)")
        // DuckDB has no column without a type.
        let names = expected.columns.keys.sorted().filter { $0 != "nothing" || !name.hasPrefix("duckdb") }
        #expect(file.columns.map(\.name).sorted() == names)
        for column in names {
            let cells = try file.cells(of: [column])[0]
            let kind = try #require(file.columns.first { $0.name == column }).kind
            let values = try #require(expected.columns[column])
            #expect(cells == (kind == .numbers || kind == .numberLists ? values.map(\.asNumber) : values), "column \(column)")
        }
    }

    @Test(arguments: ParquetExpectation.files.map(\.file))
    func columnsTogetherAndFromEachRow(name: String) throws {
        let file = try Self.open(name)
        let names = file.readable
        let whole = try file.cells(of: names)
        let apart = try names.map { try file.cells(of: [$0])[0] }
        #expect(whole == apart)
        let rows = try #require(file.rowCount)
        // Every row of one file; of the others the ends of row groups and pages.
        let starts = name.hasPrefix("pa-pages") ? Array(0...rows) : [1, 16, 17, rows / 2, 499, 500, 501, 700, rows - 1, rows]
        for row in starts where (0...rows).contains(row) {
            #expect(try file.cells(of: names, from: row) == whole.map { Array($0[row...]) }, "from row \(row)")
        }
    }

    @Test func whatCannotBeReadIsListedWithItsReason() throws {
        let file = try Self.open("refused.parquet")
        #expect(
            file.columns == [
                TableColumn(name: "text", kind: .text),
                TableColumn(name: "day", kind: .unreadable("a date")),
                TableColumn(name: "time", kind: .unreadable("a point in time")),
                TableColumn(name: "price", kind: .unreadable("a decimal number")),
                TableColumn(name: "map", kind: .unreadable("a map")),
                TableColumn(name: "nested", kind: .unreadable("a list of lists")),
                TableColumn(name: "fixed", kind: .unreadable("bytes of a fixed length")),
                TableColumn(name: "half", kind: .unreadable("a number of 16 bits")),
                TableColumn(name: "truths", kind: .unreadable("a list of truth values")),
                TableColumn(name: "last", kind: .integers),
            ])
        #expect(try file.cells(of: ["text", "last"]) == [[.text("a"), .text("b")], [.integer(1), .integer(2)]])
        let failure = try #require(try failure { try file.rows(of: ["map"], from: 0) })
        #expect(failure.kind == .usage)
        #expect(failure.description.contains("column 'map' cannot be read: it is a map"))
        #expect(failure.description.contains("those that can be read are text, last"))
    }

    @Test(arguments: [("lz4.parquet", "LZ4_RAW"), ("brotli.parquet", "BROTLI")])
    func aCodecThatIsNotReadIsNamedWithItsColumn(name: String, codec: String) throws {
        let file = try Self.open(name)
        #expect(file.columns[0].name == "text" && file.columns[0].kind == .unreadable("a column compressed with \(codec)"))
        #expect(file.columns[0].unreadCodec?.name == codec && file.columns[0].unreadCodec?.remedy.contains("pq.write_table") == true)
        #expect(try file.cells(of: ["id"])[0].count == 50)
    }

    @Test func aColumnThatIsNotThereIsAnswered() throws {
        let file = try Self.open("pa-zstd-v1.parquet")
        let unknown = try #require(try failure { try file.rows(of: ["txet"], from: 0) })
        #expect(unknown.kind == .usage && unknown.description.contains("did you mean 'text'"))
        let beyond = try #require(try failure { try file.rows(of: ["text"], from: 42) })
        #expect(beyond.kind == .badData && beyond.description.contains("it has 41 rows"))
        #expect(try #require(try failure { try file.rows(of: [], from: 0) }).kind == .usage)
    }

    /// `failure(of:)` without its label, for a call that gives rows.
    private func failure(_ body: () throws -> any TableRows) throws -> Failure? { try TestSupport.failure(of: body) }
}
