import Failures
import Files
import Foundation
import Tables
import TestSupport
import Testing

/// Arrow files that are cut off, damaged or made to do harm: each ends in a `Failure` or in rows.
@Suite struct HostileArrowTests {
    /// Opens and reads all that can be read, and ends well. Returns whether there was a failure.
    private func readAll(_ bytes: [UInt8], _ file: URL) throws -> Failure? {
        // A file that is mapped is never written to: another takes its name.
        try? FileManager.default.removeItem(at: file)
        try Data(bytes).write(to: file)
        return try failure {
            let table = try ArrowTable(file.filePath), count = try #require(table.rowCount)
            let names = table.columns.filter { if case .unreadable = $0.kind { false } else { true } }.map(\.name)
            // One by one, so that a damaged column does not hide the others; then all, from the middle.
            var first: Failure?
            for name in Set(names).sorted() where names.filter({ $0 == name }).count == 1 {
                if let found = try TestSupport.failure(of: { try drain(table.rows(of: [name], from: 0), to: count) }) { first = first ?? found }
            }
            if let first { throw first }
            if Set(names).count == names.count, !names.isEmpty { try drain(table.rows(of: names, from: count / 2), to: count) }
        }
    }

    private func drain(_ rows: any TableRows, to end: Int) throws {
        var last: Int?
        while let block = try rows.next() {
            for values in block.columns where values.count != block.count { Issue.record("columns of different lengths") }
            #expect(last ?? block.firstRow == block.firstRow && block.count > 0)
            last = block.firstRow + block.count
        }
        #expect(last ?? end == end)
    }

    @Test("Cut off after any byte, no file is read", arguments: [
        ("v4.arrow", 1), ("hidden.arrow", 1), ("empty.arrow", 1), ("saved/data-00000-of-00003.arrow", 1),
        // At each place modulo 8, but not at each: they have many columns, and many batches.
        ("types.arrow", 61), ("types-file.arrow", 61), ("batches.arrow", 61), ("polars.arrow", 13), ("polars-zstd.arrow", 61),
    ])
    func truncated(name: String, step: Int) throws {
        let whole = try ExpectedTable.bytes(name)
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "cut.arrow")
            #expect(try readAll(whole, file) == nil)
            for count in stride(from: 0, to: whole.count, by: step) {
                let failure = try readAll(Array(whole[..<count]), file)
                if failure?.kind != .badData || failure?.place != file.filePath {
                    Issue.record("\(count) bytes: \(String(describing: failure))")
                }
            }
        }
    }

    @Test("What follows the end of a stream is refused")
    func joined() throws {
        try withTemporaryFolder { folder in
            let one = try ExpectedTable.bytes("v4.arrow")
            let failure = try readAll(one + one, folder.appending(path: "joined.arrow"))
            #expect(failure?.what == "\(one.count) bytes follow the mark of the Arrow data's end")
        }
    }

    @Test("Damaged files end in a failure or in rows: no trap, no hang, no memory that a number promises")
    func mutated() throws {
        let count = Mutations.count(3000)
        let names = ["types", "types", "types-file", "hidden", "v4", "batches", "saved/data-00000-of-00003", "zstd", "null-inside", "polars", "polars-zstd"]
            + (0..<8).map { "random-\($0)" }
        let originals = try names.map { try ExpectedTable.bytes("\($0).arrow") }
        var mutations = Mutations(seed: 14), failed = 0
        try withTemporaryFolder { folder in
            try endingWithin(minutes: 120) {
                for _ in 0..<count {
                    let bytes = mutations.damage(originals[mutations.below(originals.count)])
                    if try readAll(bytes, folder.appending(path: "damaged.arrow")) != nil { failed += 1 }
                }
            }
        }
        print("Arrow: \(count) damaged files, \(failed) refused, \(count - failed) read")
        #expect(failed > count / 4 && failed < count)
    }
}
