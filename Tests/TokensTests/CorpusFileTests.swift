import Failures
import Files
import Foundation
import Testing
import Tokens

@Suite struct CorpusFileTests {
    let scratch: ScratchFolder
    let tokenizer: Tokenizer

    init() throws {
        scratch = try ScratchFolder()
        tokenizer = try TokenGoldens.tokenizer("nano")
    }

    func stream(
        _ files: [String], context: Int = 8, onBadLine: BadLinePolicy = .fail
    ) throws -> TokenRowStream {
        try TokenRowStream(
            files: files, tokenizer: tokenizer, context: context, packing: .document, onBadLine: onBadLine)
    }

    /// The texts of all documents, each row decoded, for contexts longer than the documents.
    func texts(_ stream: TokenRowStream) throws -> [String] {
        var texts: [String] = []
        while let row = try stream.next() { texts.append(tokenizer.decode(row.ids, skipSpecialTokens: true)) }
        return texts
    }

    @Test func `a folder stands for its corpus files in byte order`() throws {
        for name in ["b.jsonl", "a.txt", "B.txt", "c.jsonl.zst", "notes.md", ".hidden.txt", "sae_lens.json"] {
            _ = try scratch.file(name, "x")
        }
        let folder = scratch.url.path(percentEncoded: false)
        let names = try Corpus.files(at: [folder]).map { URL(filePath: $0).lastPathComponent }
        #expect(names == ["B.txt", "a.txt", "b.jsonl", "c.jsonl.zst"])
        let two = try scratch.file("b.jsonl", "x")
        #expect(try Corpus.files(at: [two, folder]).count == 5)
    }

    @Test func `paths that hold no corpus are refused`() throws {
        func kind(_ paths: [String]) -> Failure.Kind? {
            #expect(throws: Failure.self) { try Corpus.files(at: paths) }?.kind
        }
        #expect(kind([]) == .usage)
        #expect(kind(["/nowhere/at all.jsonl"]) == .missingInput)
        #expect(kind([scratch.url.path(percentEncoded: false)]) == .missingInput)
        #expect(kind([try scratch.file("table.xlsx", "a,b")]) == .badData)
        #expect(throws: Failure.self) { try stream(["/nowhere/at all.jsonl"]) }
        #expect(throws: Failure.self) { try stream([]) }
    }

    @Test(arguments: [
        (#"{"text": "a""#, "bad JSON"), (#"{"meta": {}}"#, "'text' is missing"), (#"{"text": 3}"#, "'text' is not a string"),
        (#"["text"]"#, "not a JSON object"), (#"{"text": "\ud800"}"#, "surrogate"), ("nonsense", "bad JSON"),
    ])
    func `a bad line is an error with its number, or is counted and skipped`(bad: String, reason: String) throws {
        let good = #"{"text": "good"}"#
        let file = try scratch.file("c.jsonl", "\(good)\n\n\(bad)\n\(good)\r\n\(bad)")
        let failing = try stream([file])
        #expect(try failing.next() != nil)
        let failure = #expect(throws: Failure.self) { try failing.next() }
        #expect(failure?.kind == .badData)
        #expect(failure?.place == "\(file):3")
        #expect(failure?.what.contains(reason) == true, "\(failure?.what ?? "")")

        let skipping = try stream([file], onBadLine: .skip)
        #expect(try texts(skipping) == ["good", "good"])
        #expect(skipping.skippedLines == 2)
        #expect(skipping.position.skippedLines == 2)
    }

    @Test func `invalid UTF-8 is a bad line in JSON and in plain text`() throws {
        for name in ["c.jsonl", "c.txt"] {
            let line = name == "c.txt" ? "fine\n" : "{\"text\": \"fine\"}\n"
            let bytes = Array(line.utf8) + [0x22, 0xFF, 0x22, 0x0A] + Array(line.utf8)
            let file = try scratch.file(name, bytes)
            let failing = try stream([file])
            let failure = #expect(throws: Failure.self) { while try failing.next() != nil {} }
            #expect(failure?.place == "\(file):2")
            #expect(failure?.what.contains("invalid UTF-8") == true)
            let skipping = try stream([file], onBadLine: .skip)
            #expect(try texts(skipping).joined().contains("fine"))
            #expect(skipping.skippedLines == 1)
        }
    }

    @Test func `a byte-order mark is no text`() throws {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        #expect(try texts(stream([scratch.file("a.jsonl", mark + Array(#"{"text": "a"}"#.utf8))])) == ["a"])
        #expect(try texts(stream([scratch.file("a.txt", mark + Array("a".utf8))])) == ["a"])
    }

    @Test func `compressed files of several frames are read, damaged and truncated ones refused`() throws {
        let whole = [UInt8](try Data(contentsOf: TokenGoldens.folder.appending(path: "packing/documents.jsonl.zst")))
        let plain = try texts(stream([TokenGoldens.path("packing/documents.jsonl")], context: 4096))
        #expect(try texts(stream([scratch.file("one.jsonl.zst", whole)], context: 4096)) == plain)
        #expect(try texts(stream([scratch.file("two.jsonl.zst", whole + whole)], context: 4096)) == plain + plain)
        for cut in [0, 3, 50, whole.count / 2, whole.count - 1] {
            let file = try scratch.file("cut.jsonl.zst", whole.prefix(cut))
            // Skipping is for lines; half an archive is not a bad line.
            let damaged = try stream([file], onBadLine: .skip)
            let failure = #expect(throws: Failure.self) { while try damaged.next() != nil {} }
            #expect(failure?.kind == .badData)
            #expect(failure?.place == file)
            #expect(failure?.what.contains("breaks off") == true)
        }
        let wrong = try stream([scratch.file("not.jsonl.zst", "plain text")])
        #expect(throws: Failure.self) { try wrong.next() }
    }

    @Test func `an empty corpus and one that fills no row are refused`() throws {
        for text in ["", "\n\n", #"{"text": ""}"#] {
            let file = try scratch.file("e.jsonl", text)
            let empty = try stream([file])
            let failure = #expect(throws: Failure.self) { try empty.next() }
            #expect(failure?.kind == .badData)
            #expect(failure?.place == file)
        }
        let short = try TokenRowStream(
            files: [scratch.file("s.txt", "short")], tokenizer: tokenizer, context: 100)
        #expect(throws: Failure.self) { try short.next() }
    }

    @Test func `a long text file is one document in pieces, and a long line in cuts`() throws {
        let line = "All happy families are alike. "
        let text = String(repeating: line + "\n", count: 9000) + String(repeating: line, count: 80_000) + "the end"
        let file = try scratch.file("long.txt", text)
        let whole = try TokenRowStream(files: [file], tokenizer: tokenizer, context: 64)
        var ids: [Int32] = []
        while let row = try whole.next() {
            #expect(row.ids.first == tokenizer.bosID)
            #expect(!row.ids.dropFirst().contains(tokenizer.bosID ?? -1))
            ids += row.ids.dropFirst()
        }
        // Only the row that was not full is missing.
        let decoded = tokenizer.decode(ids, skipSpecialTokens: false)
        #expect(text.hasPrefix(decoded))
        #expect(text.utf8.count - decoded.utf8.count < 64 * 30)
    }

    @Test func `lines are found across reads and too long ones refused`() throws {
        let lengths = [0, 1, 262_143, 262_144, 262_145, 600_000, 5]
        let text = lengths.map { String(repeating: "x", count: $0) }.joined(separator: "\n")
        let file = try scratch.file("l.txt", text)
        let reader = LineReader(try CorpusBytes(file: file), longLines: .passOver(over: 600_000))
        var found: [Int] = []
        while let line = try reader.next() { found.append(line.bytes.count) }
        #expect(found == lengths)
        #expect(reader.byteOffset == text.utf8.count)
        let strict = LineReader(try CorpusBytes(file: file), longLines: .passOver(over: 599_999))
        var kept: [Int] = [], passed: [Int] = []
        while let line = try strict.next() {
            if line.isTooLong { passed.append(line.number) } else { kept.append(line.bytes.count) }
        }
        #expect(kept == lengths.filter { $0 < 600_000 } && passed == [6])
        #expect(strict.byteOffset == text.utf8.count)
    }

    @Test func `long lines are cut before spaces, else between characters, wherever reading begins`() throws {
        let text = String(repeating: "ab cd ", count: 20) + String(repeating: "é😀", count: 30)
        let file = try scratch.file("cut.txt", text)
        let reader = LineReader(try CorpusBytes(file: file), longLines: .cut(at: 16))
        var pieces: [[UInt8]] = []
        while true {
            let again = LineReader(
                try CorpusBytes(file: file, from: reader.byteOffset), byteOffset: reader.byteOffset,
                longLines: .cut(at: 16))
            let line = try reader.next()
            #expect(try again.next()?.bytes == line?.bytes)
            guard let line else { break }
            #expect(line.bytes.count <= 16 && !line.bytes.isEmpty)
            #expect(UTF8Validation.firstInvalidByte(in: line.bytes) == nil)
            pieces.append(line.bytes)
        }
        #expect(Array(pieces.joined()) == Array(text.utf8))
    }
}
