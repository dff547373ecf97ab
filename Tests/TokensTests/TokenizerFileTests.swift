import Failures
import Foundation
import Testing
import Tokens

@Suite struct TokenizerFileTests {
    let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    /// The smallest tokenizer file, with one part exchanged.
    func file(_ part: String = "version", _ value: String = "\"1.0\"") throws -> String {
        var parts = [
            "added_tokens": #"[{"id": 0, "content": "<bos>", "special": true}]"#, "normalizer": "null",
            "pre_tokenizer": "null", "post_processor": "null", "decoder": "null",
            "model": #"{"type": "BPE", "vocab": {"<bos>": 0, "a": 1, "b": 2, "ab": 3}, "merges": ["a b"]}"#,
        ]
        parts[part] = value
        let members = parts.map { "\"\($0)\": \($1)" }.joined(separator: ",\n")
        return try scratch.file("tokenizer.json", "{\(members)}")
    }

    @Test func `the embedded tokenizer has its ids`() throws {
        let tokenizer = try TokenGoldens.tokenizer("nano")
        #expect(tokenizer.padID == 0)
        #expect(tokenizer.eosID == 1)
        #expect(tokenizer.bosID == 2)
        #expect(tokenizer.unknownID == 3)
        #expect(tokenizer.vocabularyCount == 6144)
        #expect(tokenizer.idLimit == 6144)
        #expect(tokenizer.token(14) == "<0x0A>")
        #expect(tokenizer.token(6144) == nil)
        #expect(tokenizer.token(-1) == nil)
        #expect(tokenizer.id(of: Array("<0x0A>".utf8)) == 14)
        #expect(tokenizer.id(of: Array("no such piece".utf8)) == nil)
        #expect(tokenizer.isSpecial(2))
        #expect(!tokenizer.isSpecial(14))
    }

    @Test func `added tokens outside the model are counted, and the config file says which are special`() throws {
        let tokenizer = try TokenGoldens.tokenizer("gemma-like")
        #expect(tokenizer.vocabularyCount == tokenizer.idLimit)
        #expect(tokenizer.token(Int32(tokenizer.vocabularyCount - 4)) == "<outside>")
        #expect(tokenizer.bosID == 2)
        #expect(tokenizer.eosID == 1)
        #expect(tokenizer.padID == nil)
    }

    @Test func `pieces that are equal as Strings but not as bytes stay apart`() throws {
        let tokenizer = try TokenGoldens.tokenizer("gemma-like")
        let composed = try #require(tokenizer.id(of: Array("\u{E9}".utf8)))
        let decomposed = try #require(tokenizer.id(of: Array("e\u{301}".utf8)))
        #expect("\u{E9}" == "e\u{301}")
        #expect(composed != decomposed)
        #expect(tokenizer.encode("\u{E9}", addSpecialTokens: false) == [composed])
        #expect(tokenizer.encode("e\u{301}", addSpecialTokens: false) == [decomposed])
    }

    @Test func `without a config file BOS is the token that the template begins with`() throws {
        let template = #"""
            {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<bos>", "type_id": 0}},
             {"Sequence": {"id": "A", "type_id": 0}}], "special_tokens": {"<bos>": {"id": "<bos>", "ids": [0]}}}
            """#
        let tokenizer = try Tokenizer(file: file("post_processor", template))
        #expect(tokenizer.bosID == 0)
        #expect(tokenizer.eosID == nil)
        #expect(tokenizer.encode("ab", addSpecialTokens: true) == [0, 3])
        #expect(try Tokenizer(file: file()).bosID == nil)
    }

    @Test func `flags that would cut backwards, where the library panics, do not trap`() throws {
        let tokens = #"""
            [{"id": 0, "content": "<bos>", "special": true}, {"id": 4, "content": "<r>", "rstrip": true},
             {"id": 5, "content": "\n\n", "lstrip": true}]
            """#
        let tokenizer = try Tokenizer(file: file("added_tokens", tokens))
        #expect(tokenizer.encode("a<r>\n\n", addSpecialTokens: false) == [1, 4])
        #expect(tokenizer.encode("a<r>\n\n\n\nb", addSpecialTokens: false) == [1, 4, 5, 2])
    }

    @Test(arguments: [
        ("normalizer", #"{"type": "NFKC"}"#, "normalizer 'NFKC'"),
        ("normalizer", #"{"type": "Sequence", "normalizers": [{"type": "Lowercase"}]}"#, "normalizer 'Lowercase'"),
        ("normalizer", #"{"type": "Replace", "pattern": {"Regex": " +"}, "content": ""}"#, "Replace with a Regex"),
        ("normalizer", #"{"type": "Replace", "pattern": {"String": ""}, "content": "x"}"#, "empty pattern"),
        ("pre_tokenizer", #"{"type": "ByteLevel"}"#, "pre-tokenizer 'ByteLevel with add_prefix_space'"),
        ("pre_tokenizer", #"{"type": "Metaspace"}"#, "pre-tokenizer 'Metaspace'"),
        ("pre_tokenizer", #"{"type": "Split", "pattern": {"String": " "}, "behavior": "Odd"}"#, "behaviour 'Odd'"),
        ("post_processor", #"{"type": "BertProcessing"}"#, "post-processor 'BertProcessing'"),
        ("decoder", #"{"type": "WordPiece"}"#, "decoder 'WordPiece'"),
        ("model", #"{"type": "Unigram", "vocab": []}"#, "model 'Unigram'"),
        ("model", #"{"type": "BPE", "dropout": 0.1, "vocab": {}, "merges": []}"#, "'dropout'"),
        ("model", #"{"type": "BPE", "end_of_word_suffix": "</w>", "vocab": {}, "merges": []}"#, "'end_of_word_suffix'"),
        ("model", #"{"type": "BPE", "continuing_subword_prefix": "@", "vocab": {}, "merges": []}"#, "'continuing_subword_prefix'"),
    ])
    func `a component that is not implemented is refused by name`(part: String, json: String, name: String) throws {
        let file = try file(part, json)
        let failure = #expect(throws: Failure.self) { try Tokenizer(file: file) }
        #expect(failure?.kind == .badData)
        #expect(failure?.place == file)
        #expect(failure?.what.contains(name) == true, "\(failure?.what ?? "")")
    }

    @Test(arguments: [
        ("model", "null", "no 'model'"),
        ("model", #"{"type": "BPE", "merges": []}"#, "no 'vocab'"),
        ("model", #"{"type": "BPE", "vocab": {"<bos>": 0}}"#, "no 'merges'"),
        ("model", #"{"type": "BPE", "vocab": {"a": -1}, "merges": []}"#, "piece 'a'"),
        ("model", #"{"type": "BPE", "vocab": {"a": 1.5}, "merges": []}"#, "piece 'a'"),
        ("model", #"{"type": "BPE", "vocab": {"a": 99999999999}, "merges": []}"#, "piece 'a'"),
        ("model", #"{"type": "BPE", "vocab": {"a": 1, "b": 1}, "merges": []}"#, "occurs twice"),
        ("model", #"{"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": ["a b"]}"#, "merge 0, 'a' with 'b'"),
        ("model", #"{"type": "BPE", "vocab": {"a": 0}, "merges": ["a a a"]}"#, "merge 0 is not two pieces"),
        ("model", #"{"type": "BPE", "vocab": {"a": 0}, "merges": [["a"]]}"#, "merge 0 is not two pieces"),
        ("model", #"{"type": "BPE", "vocab": {"a": 0}, "merges": [], "unk_token": "<u>"}"#, "'unk_token' '<u>'"),
        ("added_tokens", #"[{"id": 5, "content": "<x>"}]"#, "'<x>' has id 5, expected 4"),
        ("added_tokens", #"[{"content": "<x>"}]"#, "lacks 'content' or 'id'"),
        ("post_processor", #"{"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "x"}}]}"#, "'x' has no 'ids'"),
        ("decoder", #"{"type": "Strip", "content": "ab", "start": 1, "stop": 0}"#, "'Strip'"),
        ("version", "1.0}}", "not JSON"),
    ])
    func `a damaged file is refused with what is wrong`(part: String, json: String, reason: String) throws {
        let file = try file(part, json)
        let failure = #expect(throws: Failure.self) { try Tokenizer(file: file) }
        #expect(failure?.kind == .badData)
        #expect(failure?.what.contains(reason) == true, "\(failure?.what ?? "")")
    }

    @Test func `a file that is not there, and a config that names no piece, are refused`() throws {
        let missing = #expect(throws: Failure.self) { try Tokenizer(file: "/nowhere/tokenizer.json") }
        #expect(missing?.kind == .missingInput)
        let folder = scratch.url.path(percentEncoded: false)
        #expect(throws: Failure.self) { try Tokenizer(file: folder) }
        let file = try file()
        _ = try scratch.file("tokenizer_config.json", #"{"bos_token": "<s>"}"#)
        let wrong = #expect(throws: Failure.self) { try Tokenizer(file: file) }
        #expect(wrong?.what.contains("'<s>'") == true)
        #expect(wrong?.place?.hasSuffix("tokenizer_config.json") == true)
    }
}
