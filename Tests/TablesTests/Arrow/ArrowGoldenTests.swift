import Failures
import Files
import Tables
import TestSupport
import Testing

@Suite struct ArrowGoldenTests {
    @Test("Every type, in slices, as a stream and as a file, equals what pyarrow reads", arguments: ["types.arrow", "types-file.arrow"])
    func types(name: String) throws {
        let compared = try ExpectedTable(name).compare(ArrowTable(ExpectedTable.path(name)), from: Array(0...9))
        #expect(compared == 31 * 45)
    }

    @Test("Other versions of the metadata, hidden values, no rows, many batches", arguments: ["v4.arrow", "hidden.arrow", "empty.arrow", "batches.arrow"])
    func others(name: String) throws {
        let expected = try ExpectedTable(name)
        try expected.compare(ArrowTable(ExpectedTable.path(name)), from: [0, expected.rows / 2, expected.rows])
    }

    @Test("Files by polars, plain and compressed, equal what pyarrow reads in them", arguments: ["polars.arrow", "polars-zstd.arrow", "zstd.arrow"])
    func polars(name: String) throws {
        let expected = try ExpectedTable(name)
        let compared = try expected.compare(ArrowTable(ExpectedTable.path(name)), from: Array(0...expected.rows))
        #expect(expected.rows == (name == "zstd.arrow" ? 9 : 7) && compared > 80)
    }

    @Test("Random tables equal what pyarrow reads")
    func random() throws {
        let names = try FolderListing(ExpectedTable.path("")).names.filter { $0.hasPrefix("random-") && $0.hasSuffix(".arrow") }
        var compared = 0
        for name in names {
            let expected = try ExpectedTable(name), table = try ArrowTable(ExpectedTable.path(name))
            if expected.readable.isEmpty { continue }
            compared += try expected.compare(table, from: [0, expected.rows / 3, expected.rows])
        }
        print("Arrow: \(compared) values of \(names.count) random tables compared")
        #expect(names.count >= 8 && compared > 300)
    }

    @Test("What cannot be read is refused by the column's name and says why")
    func unreadable() throws {
        let table = try ArrowTable(ExpectedTable.path("types.arrow"))
        let reasons = [
            "category": "values in a dictionary", "decimal": "decimal numbers", "when": "times", "day": "dates", "map": "maps",
            "messages": "a list of structs", "ragged": "a list of lists", "sparse": "a union", "runs": "runs",
            "listview": "views of lists", "no elements": "lists of no elements", "empty struct": "a struct without fields",
        ]
        for (name, reason) in reasons {
            let failure = try failure { try table.rows(of: ["text", name], from: 0) }
            #expect(failure?.kind == .usage && failure?.description.contains("'\(name)'") == true)
            #expect(failure?.what.hasSuffix("cannot be read: \(reason)") == true, "\(String(describing: failure))")
        }
        let compressed = try ArrowTable(ExpectedTable.path("lz4.arrow"))
        #expect(compressed.rowCount == 9 && compressed.columns.map(\.unreadCodec?.name) == ["LZ4", "LZ4"])
        let found = try failure { try compressed.rows(of: ["ids"], from: 0) }
        #expect(found?.what == "the column 'ids' cannot be read: compressed with LZ4")
        #expect(found?.remedy?.hasPrefix("write it again without compression or with zstd") == true)
    }

    @Test("A column or row that is not there names those that are")
    func missing() throws {
        let table = try ArrowTable(ExpectedTable.path("batches.arrow"))
        let column = try failure { try table.rows(of: ["txet"], from: 0) }
        #expect(column?.kind == .usage && column?.remedy == "did you mean 'text'? there are text, number")
        #expect(try failure { try table.rows(of: [], from: 0) }?.kind == .usage)
        #expect(try failure { try table.rows(of: ["text"], from: -1) }?.kind == .usage)
        let row = try failure { try table.rows(of: ["text"], from: 301) }
        #expect(row?.kind == .badData && row?.what == "has 300 rows; reading was to go on from row 301")
    }

    @Test("A null inside a list of ids takes the list away, one among numbers and a number beyond 63 bits are refused")
    func values() throws {
        let nulls = try ArrowTable(ExpectedTable.path("null-inside.arrow"))
        guard case .integerLists(let lists)? = try nulls.rows(of: ["ids"], from: 0).next()?.columns[0] else {
            throw Failure(.failed, "no lists")
        }
        #expect(lists.present == [false] && lists.values.isEmpty && lists.ends == [0])
        let found = try failure { try nulls.rows(of: ["numbers"], from: 0).next() }
        #expect(found?.kind == .badData && found?.what.contains("'numbers' has a null inside a list (element 1") == true)
        let wide = try ArrowTable(ExpectedTable.path("wide.arrow")).rows(of: ["big"], from: 0)
        #expect(try failure { try wide.next() }?.what.contains("9223372036854775808 is larger") == true)
    }

    @Test("The shape of arrays is known from an extension type and from fixed sizes")
    func shapes() throws {
        let table = try ArrowTable(ExpectedTable.path("types.arrow"))
        #expect(table.shape(of: "grid") == [3, 2] && table.shape(of: "open") == [nil, 2])
        #expect(table.shape(of: "ids") == [nil] && table.shape(of: "vector") == [2] && table.shape(of: "ragged") == nil)
        #expect(table.shape(of: "no such") == nil)
    }
}
