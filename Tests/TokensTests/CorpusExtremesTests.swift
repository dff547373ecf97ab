import Failures
import Files
import Foundation
import TestSupport
import Testing
import Tokens

/// Text as people have it, and as nobody should: what is not asked for stops no run and takes no memory.
@Suite struct CorpusExtremesTests {
    let scratch: ScratchFolder
    let tokenizer: Tokenizer

    init() throws {
        scratch = try ScratchFolder()
        tokenizer = try TokenGoldens.tokenizer("nano")
    }

    func texts(_ file: String, onBadLine: BadLinePolicy = .fail) throws -> (texts: [String], skipped: Int) {
        let stream = try TokenRowStream(
            files: [file], tokenizer: tokenizer, context: 64, packing: .document, onBadLine: onBadLine)
        var texts: [String] = []
        while let row = try stream.next() { texts.append(tokenizer.decode(row.ids, skipSpecialTokens: true)) }
        return (texts, stream.skippedLines)
    }

    @Test(arguments: [
        #"{"text": "a", "meta": {"perplexity": NaN}}"#, #"{"x": [NaN, -Infinity, {"y": Infinity}], "text": "a"}"#,
        #"{"text": "b", "x": "\ud83d\ude00\n", "text": "a"}"#, #"{"x": [[[]], {}, 1e400, "q"], "text": "a"}"#,
    ])
    func `members that nobody asks for are passed over`(line: String) throws {
        #expect(try texts(scratch.file("a.jsonl", line)).texts == ["a"])
    }

    @Test(arguments: [
        (#"{"text": null}"#, "null"), (#"{"text": ["a"]}"#, "a list"), (#"{"text": NaN}"#, "NaN"),
        (#"{"text": {"de": "a"}}"#, "an object"),
    ])
    func `a text of another kind is called what it is`(line: String, kind: String) throws {
        let file = try scratch.file("a.jsonl", line)
        let found = try #require(try failure { try texts(file) })
        #expect(found.what == "the field 'text' is not a string but \(kind)" && found.place == "\(file):1")
    }

    /// Built, every number would take more memory than its text.
    @Test func `a member that is not asked for is not built`() throws {
        let line = Array(#"{"x":[0, [1, "two"]], "text":"a", "y": {"text": "b"}}"#.utf8)
        let read = try JSONReader.read(line, only: ["text"], atMost: 3).root
        #expect(read.members?.count == 1 && read["text"]?.string == "a" && read["x"] == nil)
        #expect(try JSONReader.read(line).root.members?.count == 3)
        let error = #expect(throws: JSONError.self) { try JSONReader.read(line, only: ["x"], atMost: 14) }
        #expect(error?.isLimit == true && error?.reason == "the field 'x' has 15 bytes, more than 14")
        // What is passed over is checked all the same.
        for wrong in [#"{"x": [0,], "text": "a"}"#, #"{"text": "a", "x": "\q"}"#, #"{"text": "a", "x": nul}"#] {
            #expect(throws: JSONError.self) { try JSONReader.read(Array(wrong.utf8), only: ["text"], atMost: 99) }
        }
        let deep = #"{"x": \#(String(repeating: "[", count: 100_000))"#
        let nested = #expect(throws: JSONError.self) {
            try JSONReader.read(Array(deep.utf8), only: ["text"], atMost: 1 << 20)
        }
        #expect(nested?.reason.contains("nested") == true)
    }

    @Test func `a line and a text have a bound, and more is a bad line`() throws {
        let long = String(repeating: "word ", count: 2_000_000)
        let lines = [#"{"text": "a"}"#, #"{"text":"\#(long)"}"#, #"{"text": "b"}"#]
        let file = try scratch.file("a.jsonl", lines.joined(separator: "\n"))
        let found = try #require(try failure { try texts(file) })
        #expect(found.kind == .badData && found.place == "\(file):2")
        #expect(found.what == "the field 'text' has 10000002 bytes, more than 8388608")
        let skipping = try texts(file, onBadLine: .skip)
        #expect(skipping.texts == ["a", "b"] && skipping.skipped == 1)

        let wide = #"{"x": "\#(String(repeating: "x", count: 1 << 25))", "text": "a"}"#
        let other = try scratch.file("b.jsonl", "\(lines[0])\n\(wide)\n\(lines[2])")
        let refused = try #require(try failure { try texts(other) })
        #expect(refused.what == "a line longer than 33554432 bytes" && refused.place == "\(other):2")
        let passing = try texts(other, onBadLine: .skip)
        #expect(passing.texts == ["a", "b"] && passing.skipped == 1)
    }

    @Test func `UTF-16 is called that, whatever becomes of bad lines`() throws {
        for (name, text) in [("a.txt", "plain text\n"), ("a.jsonl", "{\"text\": \"a\"}\n")] {
            for encoding in [String.Encoding.utf16, .utf16LittleEndian, .utf16BigEndian] {
                let file = try scratch.file(name, [UInt8](try #require(text.data(using: encoding))))
                let found = try #require(try failure { try texts(file, onBadLine: .skip) })
                #expect(found.kind == .badData && found.what == "the text is UTF-16, not UTF-8")
            }
        }
    }

    @Test func `a named pipe is refused, not waited for`() throws {
        try endingWithin {
            let path = scratch.url.appending(path: "p.jsonl").path(percentEncoded: false)
            #expect(mkfifo(path, 0o600) == 0)
            let found = try #require(try failure { try Corpus.files(at: [path]) })
            #expect(found.what == "is a named pipe, not a file")
            let opened = try #require(try failure { try texts(path) })
            #expect(opened == found)
        }
    }

    @Test func `a file name that is not UTF-8 is told with its folder`() throws {
        _ = try scratch.file("a.jsonl", "{}")
        let folder = scratch.url.path(percentEncoded: false)
        let path = folder.utf8.map { CChar(bitPattern: $0) } + "/caf".utf8.map { CChar($0) } + [-23]
            + ".jsonl".utf8.map { CChar($0) } + [0]
        let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
        // Not every file system takes such a name.
        guard descriptor >= 0 else { return }
        close(descriptor)
        let found = try #require(try failure { try Corpus.files(at: [folder]) })
        #expect(found.kind == .badData && found.what == "the name of a file in it, 'caf\u{FFFD}.jsonl', is not UTF-8")
    }

    private static let longWindow =
        "KLUv/QSo1QEABAN7InRleHQiOiAiVGhlIHNlYSB3YXMgY2FsbS4ifQpBbmQgdGhlbiBpdG5vdC4ifQoCAEUJb9iUEzTktik="

    /// `zstd --long=31` of a few lines: a frame whose header asks for a window of 2 GiB.
    @Test func `a window of 2 GiB is read`() throws {
        let long = Data(base64Encoded: Self.longWindow) ?? Data()
        let file = try scratch.file("long.jsonl.zst", [UInt8](long))
        #expect(try texts(file).texts == ["The sea was calm.", "And then it was not."])
    }
}
