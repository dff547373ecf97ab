import Failures
import Files
import Foundation
import TestSupport
import Testing
import Tokens

/// Text in every format that people have gives the rows that JSON lines give, and goes on at every row.
@Suite struct CorpusFormatTests {
    let scratch: ScratchFolder
    let tokenizer: Tokenizer

    init() throws {
        scratch = try ScratchFolder()
        tokenizer = try TokenGoldens.tokenizer("nano")
    }

    func stream(
        _ files: [String], column: String? = nil, context: Int = 32, packing: RowPacking = .packed, epochs: Int = 1,
        onBadLine: BadLinePolicy = .fail, position: CorpusPosition? = nil
    ) throws -> TokenRowStream {
        try TokenRowStream(
            files: files, tokenizer: tokenizer, context: context, packing: packing, onBadLine: onBadLine, epochs: epochs,
            column: column, position: position)
    }

    @Test(arguments: CorpusGoldens.same.indices)
    func `each format gives the rows of the same documents as JSON lines`(index: Int) throws {
        let (name, column) = CorpusGoldens.same[index]
        for packing in RowPacking.allCases {
            let files = try Corpus.files(at: [CorpusGoldens.path(name)])
            let found = try stream(files, column: column, packing: packing)
            let wanted = try stream([CorpusGoldens.documents], packing: packing)
            #expect(try CorpusGoldens.rows(found) == CorpusGoldens.rows(wanted), "\(name)")
            #expect(found.position.documents == 68)
        }
    }

    @Test func `a text file in two gzip members is one document`() throws {
        let lines = try String(contentsOfFile: CorpusGoldens.documents, encoding: .utf8).split(separator: "\n")
        let texts = try lines.map { try #require(try JSONReader.read(Array($0.utf8)).root["text"]?.string) }
        let plain = try scratch.file("one.txt", texts.joined(separator: "\n"))
        #expect(
            try CorpusGoldens.rows(stream([CorpusGoldens.path("one.txt.gz")])) == CorpusGoldens.rows(stream([plain])))
    }

    @Test(arguments: CorpusGoldens.same.indices)
    func `a stream resumed after any row goes on with the same rows`(index: Int) throws {
        let (name, column) = CorpusGoldens.same[index]
        let files = try Corpus.files(at: [CorpusGoldens.path(name)])
        for packing in RowPacking.allCases {
            let straight = try stream(files, column: column, packing: packing, epochs: 2)
            var positions = [straight.position], all: [[Int32]] = []
            while let row = try straight.next() {
                all.append(row.ids)
                positions.append(straight.position)
            }
            #expect(all.count > 100)
            for (count, position) in positions.enumerated() where count % 5 == 0 || count == positions.count - 1 {
                let saved = try JSONDecoder().decode(CorpusPosition.self, from: JSONEncoder().encode(position))
                #expect(saved == position)
                let restored = try stream(files, column: column, packing: packing, epochs: 2, position: saved)
                #expect(restored.position == saved)
                var rest: [[Int32]] = []
                while rest.count < 12, let row = try restored.next() { rest.append(row.ids) }
                #expect(rest == Array(all[count...].prefix(12)), "\(name) after \(count) rows")
            }
        }
    }

    @Test func `files of several formats follow one another, and a place in any of them is found again`() throws {
        let files = ["documents.jsonl.gz", "documents.parquet", "documents.csv.gz"].map(CorpusGoldens.path)
        let straight = try stream(files)
        var positions: [CorpusPosition] = [], all: [[Int32]] = []
        while let row = try straight.next() {
            all.append(row.ids)
            positions.append(straight.position)
        }
        #expect(straight.position.documents == 3 * 68)
        #expect(Set(positions.map(\.fileIndex)) == [0, 1, 2])
        for (index, position) in positions.enumerated() where index % 7 == 0 {
            #expect(try stream(files, position: position).next()?.ids == (index + 1 < all.count ? all[index + 1] : nil))
        }
    }

    @Test func `a position saved before there were tables reads on`() throws {
        let straight = try stream([CorpusGoldens.documents])
        _ = try straight.next()
        let position = straight.position
        var fields = try #require(JSONSerialization.jsonObject(with: JSONEncoder().encode(position)) as? [String: Any])
        fields["tableRow"] = nil
        fields["column"] = nil
        let old = try JSONDecoder().decode(CorpusPosition.self, from: JSONSerialization.data(withJSONObject: fields))
        #expect(old == position)
        #expect(try stream([CorpusGoldens.documents], position: old).next() == straight.next())
    }

    @Test func `an old position goes on with the field that it was reading, not with ids beside it`() throws {
        let file = CorpusGoldens.path("ids.jsonl")
        var position = try stream([file], column: "text", context: 4).position
        position.column = "text"
        let texts = try stream([file], context: 4, position: position)
        #expect(try CorpusGoldens.rows(texts) == CorpusGoldens.rows(stream([file], column: "text", context: 4)))
        let found = try #require(try failure { try stream([file], column: "tokens", context: 4, position: position) })
        #expect(found.kind == .badData && found.what == "the run was reading the column 'text', not 'tokens'")
    }

    static let hostile: [(String, @Sendable (inout CorpusPosition) -> Void)] = [
        ("tableRow", { $0.tableRow = -1 }), ("tableRow", { $0.tableRow = 69 }), ("tableRow", { $0.tableRow = .max }),
        ("byteOffset", { $0.byteOffset = 7 }), ("lineOffset", { $0.lineOffset = 7 }),
        ("tableRow", { ($0.fileIndex, $0.tableRow) = (1, 3) }), ("tableRow", { ($0.fileIndex, $0.tableRow) = (2, 3) }),
    ]

    @Test(arguments: hostile.indices) func `a place that cannot be is refused`(index: Int) throws {
        let files = [CorpusGoldens.path("documents.parquet"), CorpusGoldens.documents]
        let straight = try stream(files)
        for _ in 0..<3 { _ = try straight.next() }
        var position = straight.position
        #expect(position.tableRow > 0)
        Self.hostile[index].1(&position)
        let found = try #require(try failure { try stream(files, position: position) })
        #expect(found.kind == .badData && found.what.contains("'\(Self.hostile[index].0)' is"), "\(found)")
    }

    /// Whatever numbers a checkpoint holds, reading goes on from a place that there is, or ends in a sentence.
    @Test func `no saved place, however odd, is more than refused`() throws {
        let files = ["documents.parquet", "documents.csv", "c4-train.00000-of-00001.json.gz"].map(CorpusGoldens.path)
            + (try Corpus.files(at: [CorpusGoldens.path("saved")])) + [CorpusGoldens.documents]
        let straight = try stream(files)
        for _ in 0..<40 { _ = try straight.next() }
        let start = straight.position
        var random = SystemRandomNumberGenerator.Seeded(14), refused = 0, read = 0
        for _ in 0..<400 {
            var position = start
            let values = [0, 1, 2, 7, 30, 68, 69, 4_000, 1 << 40, 1 << 53, .max, .min, -1]
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let value = values.randomElement(using: &random) ?? 0
                switch Int.random(in: 0..<6, using: &random) {
                case 0: position.fileIndex = value
                case 1: position.byteOffset = value
                case 2: position.lineOffset = value
                case 3: position.tableRow = value
                case 4: position.tokenOffset = value
                default: position.column = ["text", "", "id", "nowhere"].randomElement(using: &random) ?? ""
                }
            }
            do throws(Failure) {
                let restored = try TokenRowStream(files: files, tokenizer: tokenizer, context: 32, position: position)
                for _ in 0..<3 where try restored.next() != nil { read += 1 }
            } catch {
                #expect([.badData, .usage].contains(error.kind), "\(error)")
                refused += 1
            }
        }
        #expect(refused > 100 && read > 100, "\(refused) refused, \(read) rows")
    }

    @Test func `a row beyond the end of a table of unknown length is refused`() throws {
        let file = CorpusGoldens.path("documents.csv")
        let straight = try stream([file])
        _ = try straight.next()
        var position = straight.position
        position.tableRow = 69
        #expect(throws: Failure.self) { try stream([file], position: position).next() }
        // Its very end is a place like others.
        position.tableRow = 68
        position.tokenOffset = 0
        #expect(try stream([file], position: position).next() == nil)
    }

    @Test func `damaged and truncated gzip is refused, whatever becomes of bad lines`() throws {
        let whole = [UInt8](try Data(contentsOf: URL(filePath: CorpusGoldens.path("documents.jsonl.gz"))))
        for cut in [0, 3, 50, whole.count / 2, whole.count - 1] {
            let file = try scratch.file("cut.jsonl.gz", whole.prefix(cut))
            let found = try #require(try failure { try CorpusGoldens.rows(stream([file], onBadLine: .skip)) })
            #expect(found.kind == .badData && found.place == file, "\(found)")
        }
        var wrong = whole
        wrong[whole.count / 3] ^= 0x55
        let file = try scratch.file("wrong.jsonl.gz", wrong)
        #expect(throws: Failure.self) { try CorpusGoldens.rows(stream([file], onBadLine: .skip)) }
    }

    @Test func `rows that cannot be read follow the policy, with file and row`() throws {
        let file = CorpusGoldens.path("bad.parquet")
        let strict = try stream([file], packing: .document)
        _ = try strict.next()
        let found = try #require(try failure { try strict.next() })
        #expect(found.place == "\(file), row 2" && found.what == "the column 'text' is null")
        let passing = try stream([file], packing: .document, onBadLine: .skip)
        var texts: [String] = [], positions: [CorpusPosition] = []
        while let row = try passing.next() {
            texts.append(tokenizer.decode(row.ids, skipSpecialTokens: true))
            positions.append(passing.position)
        }
        #expect(texts == ["one", "two", "three"] && passing.skippedLines == 3)
        // Resumed between them, they are counted once.
        let restored = try stream([file], packing: .document, onBadLine: .skip, position: positions[0])
        while try restored.next() != nil {}
        #expect(restored.skippedLines == 3)
        let second = try stream([file], packing: .document, position: positions[1])
        let later = try #require(try failure { try second.next() })
        #expect(later.place == "\(file), row 4" && later.what == "invalid UTF-8 in the column 'text'")
    }

    @Test func `a file of one JSON value is refused with what to do`() throws {
        for text in ["[{\"text\": \"a\"}, {\"text\": \"b\"}]", "\n [\n{\"text\": \"a\"}]", "{\n  \"text\": \"a\"\n}\n"] {
            let file = try scratch.file("data.json", text)
            let found = try #require(try failure { try CorpusGoldens.rows(stream([file], context: 2, onBadLine: .skip)) })
            #expect(found.kind == .badData && found.what.hasPrefix("the file is one JSON ") && found.place == file)
            #expect(found.remedy?.contains("jq -c") == true)
        }
        // An object a line is what C4's files have.
        let lines = try scratch.file("lines.json", "{\"text\": \"a\"}\n{\"text\": \"b\"}\n")
        #expect(try CorpusGoldens.rows(stream([lines], packing: .document)).count == 2)
        // A broken line is a broken line.
        let broken = try scratch.file("broken.json", "{\"text\": \"a\"]\n{\"text\": \"b\"}\n")
        #expect(try CorpusGoldens.rows(stream([broken], packing: .document, onBadLine: .skip)).count == 1)
    }
}

extension SystemRandomNumberGenerator {
    /// SplitMix64: the same numbers in every run.
    struct Seeded: RandomNumberGenerator {
        private var state: UInt64

        init(_ seed: UInt64) { state = seed }

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}
