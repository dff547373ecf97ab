import Failures
import Files
import Foundation
import Tables
import TestSupport
import Testing

@Suite struct DelimitedGoldenTests {
    private static let files = [
        "python.csv", "unix.csv", "python.tsv", "pandas.csv", "pandas.tsv", "pandas-index.csv", "polars.csv", "pyarrow.csv",
        "blank.csv", "text.csv.gz", "members.csv.gz", "text.tsv.zst",
    ]

    @Test("What Python, pandas, polars and pyarrow write is read as Python's csv reads it", arguments: files)
    func goldens(name: String) throws {
        let expected = try ExpectedTable(name), table = try TableFormat.open(ExpectedTable.path(name))
        #expect(table.rowCount == nil)
        #expect(try expected.compare(table, from: [0, 1, expected.rows - 1, expected.rows]) > 0)
        let beyond = try failure { try table.rows(of: [expected.readable[0]], from: expected.rows + 1) }
        #expect(beyond?.kind == .badData && beyond?.what.hasPrefix("has \(expected.rows) rows") == true)
    }

    @Test("A bad record ends in its file and line", arguments: [
        ("a,b\n1,2\n3\n", 3, "1 fields where the first line names 2"),
        ("a,b\n1,2\n3,4,5\n", 3, "3 fields where the first line names 2"),
        ("a,b\n1,2\n\"x\ny\",\"z\nend", 3, "the quoted field that begins in this record does not end"),
        ("a,b\n\"1\"2,3\n", 2, "text after a closing quote in field 1"),
        ("a,b\n1,2\"\n", 2, "a quote inside field 2, which is not quoted"),
        ("a,b\n1,\u{FFFD}\n", 0, ""),
        ("a,a\n1,2\n", 1, "the column 'a' is there twice"),
    ])
    func bad(text: String, line: Int, what: String) throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "t.csv")
            try Data(text.utf8).write(to: file)
            let failure = try failure {
                let table = try TableFormat.open(file.filePath)
                let rows = try table.rows(of: ["a", "b"], from: 0)
                while try rows.next() != nil {}
            }
            guard line > 0 else { return #expect(failure == nil) }
            #expect(failure?.kind == .badData && failure?.place == "\(file.filePath):\(line)" && failure?.what == what)
        }
    }

    @Test("Bytes that are no UTF-8, UTF-16 and an empty file are refused")
    func encodings() throws {
        try withTemporaryFolder { folder throws in
            let file = folder.appending(path: "t.csv")
            func failing(_ bytes: [UInt8]) throws -> Failure? {
                try failure {
                    try Data(bytes).write(to: file)
                    return try TableFormat.open(file.filePath).rows(of: ["a"], from: 0).next()
                }
            }
            #expect((try failing([]))?.what == "is empty; its first line names the columns")
            #expect((try failing(Array("a\nok\n".utf8) + [0xC3, 0x28]))?.place == "\(file.filePath):3")
            #expect((try failing([0xFF, 0xFE, 0x61, 0, 0x0A, 0]))?.what == "the text is UTF-16, not UTF-8")
        }
    }

    @Test("Tab-separated text that knows no quoting can be read as it is")
    func plain() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "t.tsv")
            try Data("a\tb\n\"x\t\"y\"z\r\n".utf8).write(to: file)
            let reader = DelimitedReader(try InputFile(file.filePath), .plainTSV, path: file.filePath)
            _ = try reader.next()
            let record = try #require(try reader.next())
            #expect(record.count == 2 && record.line == 2)
            #expect(String(decoding: record[0], as: UTF8.self) == "\"x" && String(decoding: record[1], as: UTF8.self) == "\"y\"z")
            // As pandas wrote it, the first field would not end.
            #expect(try failure { try TableFormat.open(file.filePath).rows(of: ["a"], from: 0).next() }?.kind == .badData)
        }
    }

    @Test("Long fields go through, a record without end does not")
    func long() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "t.csv")
            let field = String(repeating: "words, and \"\"more\"\"\n", count: 200_000)
            try Data("a,b\n\"\(field)\",1\nx,2\n".utf8).write(to: file)
            let rows = try TableFormat.open(file.filePath).rows(of: ["b", "a"], from: 0)
            let block = try #require(try rows.next())
            #expect(block.count == 1)
            if case .text(let texts) = block.columns[1] { #expect(texts[0]?.count == field.utf8.count - 2 * 200_000) }
            try Data("a,b\n\"\(String(repeating: "no end\n", count: 5_000_000))".utf8).write(to: file)
            let failure = try failure { try TableFormat.open(file.filePath).rows(of: ["a"], from: 0).next() }
            #expect(failure?.what.contains("a quote that does not end?") == true && failure?.place == "\(file.filePath):2")
        }
    }
}
