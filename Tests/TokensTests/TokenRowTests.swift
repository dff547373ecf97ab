import Failures
import Files
import Foundation
import Testing
import Tokens

@Suite struct TokenRowTests {
    let scratch: ScratchFolder
    let tokenizer: Tokenizer
    let documents = TokenGoldens.path("packing/documents.jsonl")
    let compressed = TokenGoldens.path("packing/documents.jsonl.zst")

    init() throws {
        scratch = try ScratchFolder()
        tokenizer = try TokenGoldens.tokenizer("nano")
    }

    func rows(_ stream: TokenRowStream) throws -> [[Int32]] {
        var rows: [[Int32]] = []
        while let row = try stream.next() { rows.append(row.ids) }
        return rows
    }

    @Test func `packed rows equal SAELens' concat_and_batch_sequences`() throws {
        let json = try JSONReader.read([UInt8](Data(contentsOf: URL(filePath: TokenGoldens.path("packing/rows.json")))))
        let cases = try #require(json.root.array)
        #expect(cases.count == 5)
        for golden in cases {
            let context = try #require(golden["context"]?.int)
            let expected = try #require(golden["rows"]?.array).map(\.ids)
            for file in [documents, compressed] {
                let stream = try TokenRowStream(files: [file], tokenizer: tokenizer, context: context)
                let packed = try rows(stream)
                #expect(packed.count == golden["rowCount"]?.int)
                #expect(Array(packed.prefix(expected.count)) == expected, "context \(context)")
                #expect(stream.position.documents == 68)
            }
        }
    }

    @Test func `documents in several files pack as in one`() throws {
        let lines = try String(contentsOfFile: documents, encoding: .utf8).split(separator: "\n")
        let parts = [lines[..<20], lines[20..<21], lines[21...]]
        let files = try parts.enumerated().map { try scratch.file("p\($0).jsonl", $1.joined(separator: "\n")) }
        let one = try rows(TokenRowStream(files: [documents], tokenizer: tokenizer, context: 32))
        #expect(try rows(TokenRowStream(files: files, tokenizer: tokenizer, context: 32)) == one)
    }

    @Test func `epochs repeat the same rows, and no more than asked for`() throws {
        let once = try rows(TokenRowStream(files: [documents], tokenizer: tokenizer, context: 128))
        let stream = try TokenRowStream(files: [documents], tokenizer: tokenizer, context: 128, epochs: 3)
        #expect(try rows(stream) == once + once + once)
        #expect(stream.position.epoch == 3)
        #expect(try stream.next() == nil)
    }

    @Test func `a row for each document: short ones short, long ones cut, empty ones none`() throws {
        let file = try scratch.file(
            "d.jsonl", ["", "one", "<bos>two", String(repeating: "long ", count: 50)].map { "{\"text\": \"\($0)\"}\n" }.joined())
        let text = try scratch.file("d.txt", String(repeating: "a text file is one document\n", count: 9000))
        let stream = try TokenRowStream(files: [file, text, file], tokenizer: tokenizer, context: 10, packing: .document)
        let rows = try rows(stream)
        let bos = try #require(tokenizer.bosID)
        let one = [bos] + tokenizer.encode("one", addSpecialTokens: false)
        let two = [bos] + tokenizer.encode("two", addSpecialTokens: false)
        let long = [bos] + tokenizer.encode(String(repeating: "long ", count: 50), addSpecialTokens: false)
        let whole = [bos] + tokenizer.encode("a text file is one document\na text file", addSpecialTokens: false)
        let expected = [one, two, Array(long.prefix(10))]
        #expect(rows == expected + [Array(whole.prefix(10))] + expected)
        #expect(stream.position.documents == 9)
    }

    @Test func `without BOS documents follow one another bare`() throws {
        let file = try scratch.file("n.txt", "aaaa bbbb cccc dddd")
        let ids = tokenizer.encode("aaaa bbbb cccc dddd", addSpecialTokens: false)
        let stream = try TokenRowStream(files: [file], tokenizer: tokenizer, context: 2, prependBOS: false)
        #expect(try Array(rows(stream).joined()) == Array(ids.prefix(ids.count / 2 * 2)))
        // It has neither a BOS nor an EOS that anybody names, so rows cannot begin with one.
        let bare = try SchemeGoldenTests.tokenizer("gpt2", scratch)
        #expect(bare.bosID == nil)
        #expect(throws: Failure.self) { try TokenRowStream(files: [file], tokenizer: bare, context: 8) }
    }

    @Test func `impossible settings are refused`() throws {
        for (context, epochs) in [(1, 1), (0, 1), (8, 0)] {
            let failure = #expect(throws: Failure.self) {
                try TokenRowStream(files: [documents], tokenizer: tokenizer, context: context, epochs: epochs)
            }
            #expect(failure?.kind == .usage)
        }
    }

    /// A corpus of every kind: compressed, with bad lines, plain text longer than a piece, twice over.
    func mixedCorpus() throws -> [String] {
        let lines = try String(contentsOfFile: documents, encoding: .utf8).split(separator: "\n")
        let bad = lines.prefix(12).map { "\($0)\nbroken\n" }.joined()
        let prose = (0..<1500).map { "Line \($0) of a text that goes on for a while, and then some more.\n" }
        var text = Array(prose.joined().utf8)
        text.replaceSubrange(90_000..<90_001, with: [0xFF])
        text.replaceSubrange(10..<11, with: [0xFF])
        return [
            compressed, try scratch.file("bad.jsonl", bad), try scratch.file("long.txt", text),
            try scratch.file("last.jsonl", lines.suffix(9).joined(separator: "\n")),
        ]
    }

    @Test(arguments: RowPacking.allCases)
    func `a stream restored from any position goes on with the same rows`(packing: RowPacking) throws {
        let files = try mixedCorpus()
        func stream(_ position: CorpusPosition? = nil) throws -> TokenRowStream {
            try TokenRowStream(
                files: files, tokenizer: tokenizer, context: packing == .packed ? 48 : 12, packing: packing,
                onBadLine: .skip, epochs: 2, position: position)
        }
        var positions: [CorpusPosition] = []
        var all: [[Int32]] = []
        let straight = try stream()
        positions.append(straight.position)
        while let row = try straight.next() {
            all.append(row.ids)
            positions.append(straight.position)
        }
        let end = straight.position
        #expect(end.epoch == 2)
        #expect(end.skippedLines == (packing == .packed ? 28 : 26))
        #expect(straight.skippedLines == end.skippedLines)
        #expect(end.rows == all.count)
        let stride = max(1, positions.count / 60)
        for index in Swift.stride(from: 0, to: positions.count, by: stride) {
            let saved = try JSONDecoder().decode(CorpusPosition.self, from: JSONEncoder().encode(positions[index]))
            #expect(saved == positions[index])
            let restored = try stream(saved)
            #expect(restored.position == saved)
            #expect(try rows(restored) == Array(all[index...]), "after \(index) rows")
            #expect(restored.position == end)
        }
    }

    @Test func `a restored stream still knows line numbers`() throws {
        let long = "{\"text\": \"\(String(repeating: "words and ", count: 100))\"}"
        for name in ["r.jsonl", "r.txt"] {
            let bad: [UInt8] = [0xFF, 0x0A]
            let lines = [long, "", long].map { $0 + "\n" }.joined()
            // Text files come in pieces; the bad line must be in a later one than the first.
            let repeats = name == "r.txt" ? 40 : 1
            let file = try scratch.file(name, Array(String(repeating: lines, count: repeats).utf8) + bad)
            var stream = try TokenRowStream(files: [file], tokenizer: tokenizer, context: 16)
            var failure: Failure?
            while failure == nil {
                do {
                    _ = try stream.next()
                    stream = try TokenRowStream(
                        files: [file], tokenizer: tokenizer, context: 16, position: stream.position)
                } catch {
                    failure = error
                }
            }
            #expect(failure?.place == "\(file):\(3 * repeats + 1)")
        }
    }

    @Test func `a position in another corpus is refused`() throws {
        let file = try scratch.file("x.txt", String(repeating: "some words ", count: 100))
        let stream = try TokenRowStream(files: [file], tokenizer: tokenizer, context: 16)
        _ = try stream.next()
        let position = stream.position
        _ = try scratch.file("x.txt", String(repeating: "some words ", count: 101))
        let failure = #expect(throws: Failure.self) {
            try TokenRowStream(files: [file], tokenizer: tokenizer, context: 16, position: position)
        }
        #expect(failure?.kind == .badData)
        var beyond = position
        beyond.tokenOffset = 1 << 40
        _ = try scratch.file("x.txt", String(repeating: "some words ", count: 100))
        #expect(throws: Failure.self) {
            try TokenRowStream(files: [file], tokenizer: tokenizer, context: 16, position: beyond)
        }
    }
}
