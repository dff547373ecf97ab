import Failures
import Files
import Foundation
import Tables
import TestSupport
import Testing

/// Delimited and compressed text that is cut off or damaged.
@Suite struct HostileDelimitedTests {
    private func readAll(_ bytes: [UInt8], _ file: URL) throws -> Failure? {
        try Data(bytes).write(to: file)
        return try failure {
            let table = try TableFormat.open(file.filePath)
            let rows = try table.rows(of: table.columns.map(\.name), from: 0)
            while let block = try rows.next() {
                #expect(block.count > 0 && block.columns.allSatisfy { $0.count == block.count })
            }
        }
    }

    @Test("Compressed text that is cut off anywhere is refused, whatever was read before", arguments: ["text.csv.gz", "text.tsv.zst"])
    func truncated(name: String) throws {
        let whole = try ExpectedTable.bytes(name)
        try withTemporaryFolder { folder in
            for count in 0..<whole.count {
                let failure = try readAll(Array(whole[..<count]), folder.appending(path: name))
                #expect(failure?.kind == .badData, "\(count)")
            }
        }
    }

    @Test("Damaged text ends in a failure or in rows", arguments: ["unix.csv", "python.csv", "python.tsv", "members.csv.gz", "text.tsv.zst"])
    func mutated(name: String) throws {
        let count = Mutations.count(4000) / 4, original = try ExpectedTable.bytes(name)
        var mutations = Mutations(seed: 15), failed = 0
        try withTemporaryFolder { folder in
            try endingWithin(minutes: 60) {
                for _ in 0..<count where try readAll(mutations.damage(original), folder.appending(path: name)) != nil { failed += 1 }
            }
        }
        print("\(name): \(count) damaged files, \(failed) refused, \(count - failed) read")
        #expect(failed > count / 10)
    }
}
