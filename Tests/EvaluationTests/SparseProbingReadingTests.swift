import Evaluation
import Failures
import Foundation
import TestSupport
import Testing

@Suite struct SparseProbingReadingTests {
    private static func dataset(_ file: String, train: Int = 1, test: Int = 1) -> ProbingDataset {
        var set = ProbingDataset(
            name: "toy", files: .one(file), textField: "text", labelField: "label",
            classes: [.init("0"), .init("1")], choice: .order)
        set.train = train
        set.test = test
        return set
    }

    /// The training and test texts of both classes, from a file with these bytes.
    private static func read(_ name: String, _ data: Data, train: Int = 1, test: Int = 1) throws -> [[String]] {
        try withTemporaryFolder { folder in
            try data.write(to: folder.appending(path: name))
            let texts = try dataset(name, train: train, test: test).texts(in: folder, seed: 42)
            return (texts.train + texts.test).map { $0.map { String(decoding: $0, as: UTF8.self) } }
        }
    }

    private static func read(_ name: String, _ text: String, train: Int = 1, test: Int = 1) throws -> [[String]] {
        try read(name, Data(text.utf8), train: train, test: test)
    }

    private static let wanted = [["a, \"b\"\n\nc"], ["d"], ["é"], [""]]

    @Test func `csv: quotes, doubled quotes, commas and line feeds in fields, and either line end`() throws {
        let rows = ["text,label", "\"a, \"\"b\"\"\n\nc\",0", "d,1", "é,\"0\"", "\"\",1"]
        #expect(try Self.read("t.csv", rows.joined(separator: "\n")) == Self.wanted)
        #expect(try Self.read("t.csv", "\u{FEFF}" + rows.joined(separator: "\r\n") + "\r\n") == Self.wanted)
        // The columns may stand in any order, with others between them.
        #expect(try Self.read("t.csv", "id,label,text\n1,0,x\n2,1,y\n\n3,1,z\n4,0,w\n") == [["x"], ["y"], ["w"], ["z"]])
    }

    @Test func `tsv: quotes are letters`() throws {
        #expect(try Self.read("t.tsv", "label\ttext\n0\t\"a\n1\tb\n1\tc\"\n0\td") == [["\"a"], ["b"], ["d"], ["c\""]])
    }

    @Test func `jsonl: labels as numbers or strings, and other classes passed over`() throws {
        let lines = """
            {"text": "a, \\"b\\"\\n\\nc", "label": 0}
            {"text": "other", "label": 2}

            {"label": "1", "text": "d"}
            {"text": "\\u00e9", "label": 0.0}
            {"text": "", "label": 1}
            """
        #expect(try Self.read("t.jsonl", lines) == Self.wanted)
    }

    @Test func `jsonl compressed with zstd`() throws {
        // zstd 1.5 of {"text": "a \"b\"", "label": 1} and {"text": "c", "label": 0}; twice is two frames.
        let frame = try #require(
            Data(base64Encoded: "KLUv/QRYdQEARAJ7InRleHQiOiAiYSBcImJcIiIsICJsYWJlbCI6IDF9CmMwfQoCAD25wNjUE2DpLr8="))
        #expect(try Self.read("t.jsonl.zst", frame + frame) == [["c"], ["a \"b\""], ["c"], ["a \"b\""]])
    }

    static let malformed: [(file: String, text: String, line: Int)] = [
        ("t.csv", "text,label\na,0\n\"b\" c,1\n", 3), ("t.csv", "text,label\na,0\nb\"c,1\n", 3),
        ("t.csv", "text,label\n\"a\nb\",0\nc\n", 4), ("t.csv", "text,label\na,0\n\"b,1\nc,0\n", 3),
        ("t.csv", "text,text\na,0\n", 1), ("t.csv", "words,label\na,0\n", 2), ("t.tsv", "text\tlabel\na\n", 2),
        ("t.jsonl", "{\"text\": \"a\", \"label\": 0}\n{\"text\": \"b\n", 2), ("t.jsonl", "[1]\n", 1),
        ("t.jsonl", "{\"text\": 5, \"label\": 0}\n", 1), ("t.jsonl", "{\"text\": \"a\"}\n", 1),
    ]

    @Test(arguments: malformed.indices) func `a malformed line is named with its file and number`(index: Int) throws {
        let (file, text, line) = Self.malformed[index]
        let failure = try #require(try failure { try Self.read(file, text) })
        #expect(failure.kind == .badData)
        #expect(failure.place?.hasSuffix("/\(file):\(line)") == true, "\(failure)")
    }

    @Test func `a record without a class is passed over, and a label of another kind is called that`() throws {
        let lines = """
            {"text": "a", "label": null}
            {"text": "b", "label": NaN}
            {"text": "c", "label": 0, "score": NaN}
            {"text": "d", "label": 1}
            {"text": "e", "label": 0}
            {"text": "f", "label": 1}
            """
        #expect(try Self.read("t.jsonl", lines) == [["c"], ["d"], ["e"], ["f"]])
        for (label, kind) in [("[0]", "a list"), ("{\"id\": 0}", "an object")] {
            let failure = try #require(try failure { try Self.read("t.jsonl", "{\"text\": \"a\", \"label\": \(label)}") })
            #expect(failure.what == "the field 'label' is \(kind), not a word or a number")
        }
        let text = try #require(try failure { try Self.read("t.jsonl", "{\"text\": null, \"label\": 0}") })
        #expect(text.what == "the field 'text' is not a string but null")
    }

    @Test func `a table in UTF-16 is called that`() throws {
        for name in ["t.csv", "t.jsonl"] {
            let data = try #require("text,label\na,0\n".data(using: .utf16))
            let failure = try #require(try failure { try Self.read(name, data) })
            #expect(failure.what == "the text is UTF-16, not UTF-8")
        }
    }

    @Test func `a quote that does not end takes no more than a record's bound`() throws {
        let text = "text,label\n\"" + String(repeating: String(repeating: "x", count: 99) + "\n", count: 400_000)
        let failure = try #require(try failure { try Self.read("t.csv", text) })
        #expect(failure.what.hasPrefix("a record longer than 33554432 bytes") && failure.place?.hasSuffix(":2") == true)
    }

    @Test func `bytes that are not UTF-8 are named with their line`() throws {
        let failure = try #require(try failure { try Self.read("t.csv", Data("text,label\n".utf8 + [0xFF, 0x2C, 0x30, 0x0A])) })
        #expect(failure.place?.hasSuffix("/t.csv:2") == true)
    }

    @Test(arguments: ["", "text,label\n", "text,label\na,0\nb,0\nc,0\n", "text,label\na,0\nb,0\nc,1\n"])
    func `an empty set, one class alone and too few texts are refused with the class's name`(text: String) throws {
        let failure = try #require(try failure { try Self.read("t.csv", text) })
        #expect(failure.kind == .badData)
        #expect(failure.what.contains("class '"), "\(failure)")
    }

    @Test func `a file that is not there is a missing source, not a failure`() throws {
        try withTemporaryFolder { folder in
            let set = Self.dataset("nowhere")
            #expect(throws: MissingSource.self) { try set.texts(in: folder, seed: 42) }
        }
    }

    @Test func `a name without an ending finds each kind of file`() throws {
        for (ending, text) in [("csv", "text,label\na,0\nb,1\n"), ("tsv", "text\tlabel\na\t0\nb\t1\n")] {
            try withTemporaryFolder { folder in
                try Data(text.utf8).write(to: folder.appending(path: "toy.\(ending)"))
                let texts = try Self.dataset("toy", test: 0).texts(in: folder, seed: 42)
                #expect(texts.train == [[Array("a".utf8)], [Array("b".utf8)]])
            }
        }
    }

    @Test func `shuffled texts are Python's, class after class`() throws {
        // random.seed(42); a = list(range(10)); random.shuffle(a)
        let order = [7, 3, 2, 8, 5, 6, 9, 4, 0, 1]
        let rows = (0..<10).map { "\($0),0\nx\($0),1" }
        try withTemporaryFolder { folder in
            try Data("text,label\n\(rows.joined(separator: "\n"))\n".utf8).write(to: folder.appending(path: "t.csv"))
            var set = Self.dataset("t.csv", train: 6, test: 4)
            set.choice = .shuffle
            let texts = try set.texts(in: folder, seed: 42)
            #expect((texts.train[0] + texts.test[0]).map { String(decoding: $0, as: UTF8.self) } == order.map { "\($0)" })
            let other = (texts.train[1] + texts.test[1]).map { String(decoding: $0, as: UTF8.self) }
            #expect(other.sorted() == (0..<10).map { "x\($0)" } && other != order.map { "x\($0)" })
        }
    }

    @Test func `samples from files of their own are pandas', each group's with the same draws`() throws {
        // numpy.random.RandomState(42).permutation(20)[:3]
        let order = [0, 17, 15]
        let lines = (0..<20).flatMap { i in
            ["0", "1"].flatMap { label in
                ["1", "0"].map { "{\"text\": \"\(label)-\($0)-\(i)\", \"label\": \(label), \"gender\": \($0)}" }
            }
        }.joined(separator: "\n")
        try withTemporaryFolder { folder in
            for name in ["a.jsonl", "b.jsonl"] { try Data(lines.utf8).write(to: folder.appending(path: name)) }
            var set = Self.dataset("", train: 6, test: 2)
            set.files = .split(train: "a", test: "b")
            set.choice = .sample
            set.groupField = "gender"
            let texts = try set.texts(in: folder, seed: 42)
            let first = texts.train[0].map { String(decoding: $0, as: UTF8.self) }
            #expect(first == order.map { "0-0-\($0)" } + order.map { "0-1-\($0)" })
            #expect(texts.test[1].map { String(decoding: $0, as: UTF8.self) } == ["1-0-0", "1-1-0"])
        }
    }

    @Test func `code loses its first 150 characters and counts from 535 on`() throws {
        let code = try #require(ProbingDataset.builtIn.first { $0.name == "codeparrot/github-code" })
        let long = String(repeating: "é", count: 150) + String(repeating: "x", count: 385)
        let lines = code.classes.flatMap { each in
            [long, String(long.dropLast())].map { "{\"code\": \"\($0)\", \"language\": \"\(each.name)\"}" }
        }
        try withTemporaryFolder { folder in
            try Data(lines.joined(separator: "\n").utf8).write(to: folder.appending(path: "github-code.jsonl"))
            var set = code
            (set.train, set.test) = (1, 0)
            let texts = try set.texts(in: folder, seed: 42)
            #expect(texts.train == set.classes.map { _ in [Array(repeating: UInt8(ascii: "x"), count: 385)] })
        }
    }

    @Test func `built in are eight entries of five sources with 36 classes`() {
        #expect(ProbingDataset.builtIn.count == 8)
        #expect(ProbingDataset.builtIn.map(\.classes.count) == [5, 5, 5, 5, 2, 5, 4, 5])
        #expect(ProbingDataset.builtIn.allSatisfy { $0.train == 2000 && $0.test == 500 })
    }
}
