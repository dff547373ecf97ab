import Failures
import Files
import Foundation
import Tables
import TestSupport
import Testing

@Suite struct SavedDatasetTests {
    private func path(_ name: String) -> String { ExpectedTable.path(name) }

    @Test("A folder of save_to_disk is one table, from every row on")
    func saved() throws {
        let data = try SavedDataset(path("saved"))
        #expect(data.files.map { URL(filePath: $0).lastPathComponent } == (0..<3).map { "data-0000\($0)-of-00003.arrow" })
        try ExpectedTable("saved").compare(data, from: Array(0...7))
        #expect(data.shape(of: "hook") == [2, 3])
        #expect(try failure { try data.rows(of: ["text"], from: 8) }?.kind == .badData)
    }

    @Test("Of a dictionary of splits one must be named")
    func splits() throws {
        let failure = try failure { try SavedDataset(path("splits")) }
        #expect(failure?.kind == .usage && failure?.what == "holds the splits 'train', 'test', each a folder in it")
        #expect(failure?.remedy?.hasSuffix("splits/train") == true)
        #expect(try SavedDataset(path("splits"), split: "test").rowCount == 7)
        #expect(try SavedDataset(path("splits/train")).rowCount == 7)
        #expect(try TestSupport.failure { try SavedDataset(path("splits"), split: "tets") }?.remedy?.contains("'test'") == true)
    }

    @Test("Rows chosen by indices are refused with the call that mends it")
    func indices() throws {
        let failure = try failure { try SavedDataset(path("indices")) }
        #expect(failure?.kind == .badData && failure?.remedy?.contains("ds.flatten_indices()") == true)
    }

    @Test("A cache folder gives a split's files in order, none of those that map and filter left")
    func cache() throws {
        let folder = path("cache")
        let failure = try failure { try SavedDataset(folder) }
        #expect(failure?.kind == .usage && failure?.what == "holds several parts: 'json-test', 'json-train'")
        let train = try SavedDataset(folder, split: "train")
        #expect(train.files.map { URL(filePath: $0).lastPathComponent } == ["json-train.arrow"] && train.rowCount == 4)
        #expect(try SavedDataset(path("cache/json/default-0/0.0.0/abc"), split: "json-test").rowCount == 4)
    }

    @Test("Folders without data and lists that lead elsewhere are refused")
    func refused() throws {
        try withTemporaryFolder { folder in
            #expect(try failure { try SavedDataset(folder.filePath) }?.kind == .missingInput)
            #expect(try failure { try SavedDataset(folder.filePath + "/none") }?.kind == .missingInput)
            let wrong = [
                #"{"_data_files": [{"filename": "../a.arrow"}]}"#, #"{"_data_files": [{"filename": "/etc/passwd"}]}"#,
                #"{"_data_files": [{"filename": ".."}]}"#, #"{"_data_files": [{"filename": 3}]}"#, #"{"_data_files": []}"#,
                #"{"_data_files": [{}]}"#, "{}", "[]", "", #"{"_data_files": [{"filename": "a\u0000b"}]}"#,
            ]
            for text in wrong {
                try Data(text.utf8).write(to: folder.appending(path: "state.json"))
                #expect(try failure { try SavedDataset(folder.filePath) }?.kind == .badData, "\(text)")
            }
            try Data(#"{"_data_files": [{"filename": "a.arrow"}]}"#.utf8).write(to: folder.appending(path: "state.json"))
            #expect(try failure { try SavedDataset(folder.filePath) }?.kind == .missingInput)
        }
    }

    @Test("Shards whose columns differ are refused by file")
    func different() throws {
        try withTemporaryFolder { folder in
            for (name, golden) in [("a", "batches"), ("b", "types")] {
                try FileManager.default.copyItem(at: URL(filePath: path("\(golden).arrow")), to: folder.appending(path: "\(name).arrow"))
            }
            try Data(#"{"_data_files": [{"filename": "a.arrow"}, {"filename": "b.arrow"}]}"#.utf8)
                .write(to: folder.appending(path: "state.json"))
            let data = try SavedDataset(folder.filePath)
            #expect(data.rowCount == 309)
            let failure = try failure { try data.rows(of: ["number"], from: 0) }
            #expect(failure?.place?.hasSuffix("b.arrow") == true && failure?.what == "has no column 'number'")
            let rows = try data.rows(of: ["text"], from: 299)
            #expect(try rows.next()?.firstRow == 299)
            #expect(try rows.next()?.firstRow == 300)
        }
    }
}
