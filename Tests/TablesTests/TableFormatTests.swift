import Failures
import Files
import Foundation
import Tables
import TestSupport
import Testing

@Suite struct TableFormatTests {
    @Test("A format by a file's name")
    func names() {
        let wanted: [String: TableFormat?] = [
            "a/b.parquet": .parquet, "B.ARROW": .arrow, "c.csv": .csv, "c.csv.gz": .csv, "c.tsv.zst": .tsv, "C.TSV": .tsv,
            "c.gz": nil, "arrow": nil, "d.jsonl": nil, "d.parquet.gz": nil, "": nil, "e.csv.gz.gz": nil,
        ]
        for (name, format) in wanted { #expect(TableFormat.format(ofName: name) == format, "\(name)") }
    }

    @Test("What is in a file counts before its name; folders are data sets")
    func content() throws {
        try withTemporaryFolder { folder throws in
            func copied(_ golden: String, as name: String) throws -> any TableFile {
                let copy = folder.appending(path: name)
                try FileManager.default.copyItem(at: URL(filePath: ExpectedTable.path(golden)), to: copy)
                return try TableFormat.open(copy.filePath)
            }
            #expect(try copied("v4.arrow", as: "stream.parquet") is ArrowTable)
            #expect(try copied("types-file.arrow", as: "file") is ArrowTable)
            #expect(try copied("unix.csv", as: "u.csv") is DelimitedTable)
            #expect(try TableFormat.open(ExpectedTable.path("saved")) is SavedDataset)
            #expect(try TableFormat.open(ExpectedTable.path("splits"), split: "test").rowCount == 7)
            #expect(try failure { try copied("unix.csv", as: "text.bin") }?.kind == .usage)
            #expect(try failure { try copied("unix.csv", as: "text.arrow") }?.kind == .badData)
            #expect(try failure { try TableFormat.open(folder.filePath + "/none.csv") }?.kind == .missingInput)
        }
    }
}
