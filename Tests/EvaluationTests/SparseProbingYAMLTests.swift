import Evaluation
import Failures
import Foundation
import TestSupport
import Testing

@Suite struct SparseProbingYAMLTests {
    private static func read(_ text: String) throws -> [ProbingDataset] {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "sets.yaml")
            try Data(text.utf8).write(to: file)
            return try ProbingDataset.read(file)
        }
    }

    @Test func `four lines describe a data set`() throws {
        let sets = try Self.read("stars:\n  file: reviews.csv\n  text: body\n  label: stars\n  classes: [1, 5]\n")
        let wanted = ProbingDataset(
            name: "stars", files: .one("reviews.csv"), textField: "body", labelField: "stars",
            classes: [.init("1"), .init("5")], choice: .shuffle)
        #expect(sets == [wanted])
    }

    @Test func `two files, counts and the way of choosing can be said`() throws {
        let text = """
            a:
              train_file: x_train
              test_file: x_test
              text: t
              label: l
              classes: [p, q, r]
              train: 30
              test: 7
              split: order
              group: g
            b: {file: y.tsv, text: t, label: l, classes: [p, q], split: order, drop_characters: 3}
            """
        let sets = try Self.read(text)
        #expect(sets.map(\.name) == ["a", "b"])
        #expect(sets[0].files == .split(train: "x_train", test: "x_test"))
        #expect((sets[0].train, sets[0].test, sets[0].choice) == (30, 7, .order))
        #expect(sets[0].groupField == "g")
        #expect(sets[1].droppedCharacters == 3)
    }

    static let wrong: [(text: String, line: Int)] = [
        ("a:\n  file: x\n  text: t\n  label: l\n  clases: [p, q]\n", 5),
        ("a:\n  file: x\n  text: t\n  label: l\n  classes: [p]\n", 1),
        ("a:\n  file: x\n  text: t\n  label: l\n  classes: [p, p]\n", 1),
        ("a:\n  file: x\n  label: l\n  classes: [p, q]\n", 1),
        ("a:\n  file: x\n  text: t\n  classes: [p, q]\n", 1),
        ("a:\n  train_file: x\n  text: t\n  label: l\n  classes: [p, q]\n", 1),
        ("a:\n  file: x\n  text: t\n  label: l\n  classes: [p, q]\n  train: none\n", 6),
        ("a:\n  file: x\n  text: t\n  label: l\n  classes: [p, q]\n  split: sample\n", 6),
        ("a: b\n", 1), ("a:\n  file: [x\n", 3),
    ]

    @Test(arguments: wrong.indices) func `what is wrong is named with its line`(index: Int) throws {
        let failure = try #require(try failure { try Self.read(Self.wrong[index].text) })
        #expect(failure.kind == .usage)
        #expect(failure.place?.hasSuffix("sets.yaml:\(Self.wrong[index].line)") == true, "\(failure)")
    }

    @Test func `an empty file has no data set`() throws {
        #expect(try failure { try Self.read("") }?.kind == .usage)
    }
}
