import Failures
import Tables
import Testing

/// Beginning in the middle: pages before the row are passed over without being decoded.
@Suite struct ParquetSeekTests {
    /// Three pages of two rows; the first one's bytes are not what they should be.
    static func builder(_ kind: ParquetBuilder.Page.Kind, list: Bool = false) -> ParquetBuilder {
        let pages = (0..<3).map { i in
            ParquetBuilder.Page(
                kind: kind, values: 2, rows: 2, repetitions: list ? ParquetEncoders.run(0, 2, width: 1) : [],
                definitions: list ? ParquetEncoders.run(2, 2, width: 2) : [], bytes: ParquetEncoders.plain([2 * i, 2 * i + 1], bytes: 8),
                compressed: i == 0 ? [1, 2, 3] : nil)
        }
        return ParquetBuilder(type: 2, isList: list, codec: 1, rows: 6, pages: pages)
    }

    @Test(arguments: [ParquetBuilder.Page.Kind.data, .dataV2], [false, true])
    func pagesBeforeTheRowAreNotDecoded(kind: ParquetBuilder.Page.Kind, list: Bool) throws {
        let file = try ParquetFile(Self.builder(kind, list: list).file, named: "made.parquet")
        #expect(throws: Failure.self) { try file.cells(of: ["x"]) }
        #expect(throws: Failure.self) { try file.cells(of: ["x"], from: 1) }
        for row in 2...6 {
            let read = { try file.cells(of: ["x"], from: row)[0] }
            // How many rows a page of version 1 has of lists, only its levels tell.
            if list, kind == .data, row < 6 {
                #expect(throws: Failure.self) { try read() }
            } else {
                #expect(try read() == (row..<6).map { list ? .list([.integer(Int64($0))]) : .integer(Int64($0)) })
            }
        }
    }

    @Test func theDictionaryIsReadAllTheSame() throws {
        var made = Self.builder(.data)
        for i in 1..<3 { (made.pages[i].encoding, made.pages[i].bytes) = (8, [1, 3, 0b01]) }
        made.pages.insert(ParquetDamageTests.dictionary, at: 0)
        let file = try ParquetFile(made.file, named: "made.parquet")
        #expect(try file.cells(of: ["x"], from: 3)[0] == [.integer(5), .integer(6), .integer(5)])
    }
}
