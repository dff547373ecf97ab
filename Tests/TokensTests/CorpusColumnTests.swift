import Failures
import Files
import Foundation
import TestSupport
import Testing
import Tokens

/// Which field or column is read, found or named.
@Suite struct CorpusColumnTests {
    let scratch: ScratchFolder
    let tokenizer: Tokenizer

    init() throws {
        scratch = try ScratchFolder()
        tokenizer = try TokenGoldens.tokenizer("nano")
    }

    /// The rows of one document each, their notes and the column.
    func read(_ file: String, column: String? = nil) throws -> (rows: [[Int32]], notes: [String], column: String) {
        let stream = try TokenRowStream(
            files: [file], tokenizer: tokenizer, context: 8, packing: .document, prependBOS: false, column: column)
        let rows = try CorpusGoldens.rows(stream)
        return (rows, stream.notes, stream.position.column)
    }

    func ids(_ text: String) -> [Int32] { tokenizer.encode(text, addSpecialTokens: false) }

    static let detected: [(line: String, column: String)] = [
        (#"{"problem": "p", "text": "t"}"#, "text"), (#"{"problem": "p", "title": "t"}"#, "problem"),
        (#"{"text": "t", "input_ids": [5, 6]}"#, "input_ids"), (#"{"input_ids": [5, 6], "tokens": [7, 8]}"#, "tokens"),
        // A count or a list of words is no row of ids.
        (#"{"text": "t", "tokens": 12}"#, "text"), (#"{"text": "t", "tokens": ["a", "b"]}"#, "text"),
        (#"{"text": "t", "messages": [{"role": "user"}]}"#, "text"),
    ]

    @Test(arguments: detected.indices) func `a field is found in SAELens' order`(index: Int) throws {
        let (line, column) = Self.detected[index]
        let found = try read(scratch.file("a.jsonl", line + "\n"))
        #expect(found.column == column)
        let wanted = ["text": ids("t"), "problem": ids("p"), "input_ids": [5, 6], "tokens": [7, 8]][column]
        #expect(found.rows == [try #require(wanted)])
        let kind = column == "tokens" || column == "input_ids" ? "rows of ids" : "text"
        #expect(found.notes == (column == "text" ? [] : ["reads the column '\(column)' as \(kind) (data.column names another)"]))
    }

    @Test func `a field that is named is read, and one that is missing is a bad line`() throws {
        let file = try scratch.file("a.jsonl", "{\"content\": \"c\", \"text\": \"t\"}\n{\"text\": \"t\"}\n")
        let found = try #require(try failure { try read(file, column: "content") })
        #expect(found.what == "the field 'content' is missing" && found.place == "\(file):2")
        let other = try scratch.file("b.jsonl", "{\"content\": \"c\", \"text\": \"t\"}\n")
        #expect(try read(other, column: "content").rows == [ids("c")])
    }

    @Test func `a field of a field is named as the column of a table is`() throws {
        let file = try scratch.file("a.jsonl", #"{"translation": {"en": "one", "fr": "un"}, "text": "t"}"# + "\n" + #"{"translation.fr": "deux"}"#)
        #expect(try read(file, column: "translation.fr").rows == [ids("un"), ids("deux")])
        let found = try #require(try failure { try read(file, column: "translation.nl") })
        #expect(found.what == "the field 'translation.nl' is missing")
        let ragged = try scratch.file("b.jsonl", #"{"made": {"ids": [4, 5]}}"#)
        #expect(try read(ragged, column: "made.ids").rows == [[4, 5]])
    }

    @Test func `chats are refused in a sentence`() throws {
        for file in [CorpusGoldens.path("chats.parquet"), try scratch.file("c.jsonl", #"{"messages": [{"role": "user"}]}"#)] {
            let found = try #require(try failure { try read(file) })
            #expect(found.kind == .badData && found.place == file)
            #expect(found.what.hasSuffix("holds conversations, which are not read as text"), "\(found)")
        }
        let named = try #require(try failure { try read(CorpusGoldens.path("chats.parquet"), column: "conversation") })
        #expect(named.what.contains("conversation"), "\(named)")
        // Another column of the same file is text like any.
        #expect(try read(CorpusGoldens.path("chats.parquet"), column: "model").rows == Array(repeating: ids("a"), count: 3))
    }

    @Test func `a table without a known column names those that it has`() throws {
        let numbers = try #require(try failure { try read(CorpusGoldens.path("numbers.parquet")) })
        #expect(numbers.kind == .badData && numbers.what.contains("no column of text or ids among 'tokens', 'input_ids', 'text', 'problem'"))
        #expect(numbers.remedy?.contains("'score' (numbers), 'label' (whole numbers)") == true)
        let content = try #require(try failure { try read(CorpusGoldens.path("content.parquet")) })
        #expect(content.remedy == "name one with data.column: 'content'")
        let missing = try #require(try failure { try read(CorpusGoldens.path("content.parquet"), column: "contents") })
        #expect(missing.kind == .usage && missing.remedy?.contains("did you mean 'content'?") == true)
        let score = try #require(try failure { try read(CorpusGoldens.path("numbers.parquet"), column: "score") })
        #expect(score.what == "the column 'score' holds numbers, not text or lists of token ids")
    }

    @Test func `a name that plain text cannot have is said to mean nothing`() throws {
        let found = try read(scratch.file("a.txt", "a"), column: "content")
        #expect(found.rows == [ids("a")] && found.column == "")
        #expect(found.notes == ["the corpus is plain text: data.column 'content' has no meaning there"])
    }
}
