import Failures
import Foundation
import Testing
import Tokens

/// Files that are damaged or made to harm: each ends in a sentence, none in a trap or a hang.
@Suite struct HostileTokenizerTests {
    let scratch: ScratchFolder
    init() throws { scratch = try ScratchFolder() }

    func file(_ part: String, _ value: String) throws -> String {
        var parts = [
            "added_tokens": "[]", "normalizer": "null", "pre_tokenizer": "null", "post_processor": "null", "decoder": "null",
            "model": #"{"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}"#,
        ]
        parts[part] = value
        return try scratch.file("tokenizer.json", "{" + parts.map { "\"\($0)\": \($1)" }.joined(separator: ",\n") + "}")
    }

    static func model(_ members: String) -> String { #"{"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"], "# + members + "}" }
    static let split = #"{"type": "Split", "pattern": {"Regex": "\\p{L}+"}, "behavior": "Isolated"}"#
    static let template =
        #"{"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "x"}}], "special_tokens": {"x": {"ids": [IDS]}}}"#

    @Test(arguments: [
        ("model", model(#""fuse_unk": "yes""#), "'fuse_unk'"),
        ("model", model(#""byte_fallback": 1"#), "'byte_fallback'"),
        ("model", model(#""ignore_merges": []"#), "'ignore_merges'"),
        ("model", model(#""unk_token": 0"#), "'unk_token'"),
        ("model", "[]", "no 'model'"),
        ("model", #"{"type": "BPE", "vocab": [], "merges": []}"#, "no 'vocab'"),
        ("model", #"{"type": "BPE", "vocab": {"a": 0}, "merges": {}}"#, "no 'merges'"),
        ("model", #"{"type": "BPE", "vocab": {"a": 0}, "merges": [7]}"#, "merge 0 is not two pieces"),
        ("model", #"{"type": "BPE", "vocab": {"a": 0}, "merges": ["aa"]}"#, "merge 0 is not two pieces"),
        ("model", #"{"type": "BPE", "vocab": {"a": 0}, "merges": [["a", 0]]}"#, "merge 0 is not two pieces"),
        ("model", #"{"type": "BPE", "vocab": {"a": 0, "a": 1}, "merges": []}"#, "occurs twice"),
        ("model", #"{"type": "BPE", "vocab": {"a": "0"}, "merges": []}"#, "piece 'a'"),
        ("model", #"{"type": "BPE", "vocab": {"a": 1e300}, "merges": []}"#, "piece 'a'"),
        ("model", #"{"type": "BPE", "vocab": {"a": 16777217}, "merges": []}"#, "piece 'a'"),
        ("added_tokens", "{}", "'added_tokens'"),
        ("added_tokens", "[3]", "lacks 'content' or 'id'"),
        ("added_tokens", #"[{"id": 4294967296, "content": "<x>"}]"#, "lacks 'content' or 'id'"),
        ("added_tokens", #"[{"id": -1, "content": "<x>"}]"#, "has id -1"),
        ("added_tokens", #"[{"id": 3, "content": "<x>", "lstrip": "no"}]"#, "'lstrip'"),
        ("added_tokens", #"[{"id": 3, "content": "<x>", "special": 1}]"#, "'special'"),
        ("pre_tokenizer", split, #"the pattern '\p{L}+'"#),
        ("pre_tokenizer", #"{"type": "Split", "pattern": {"Regex": 5}, "behavior": "Isolated"}"#, "Regex"),
        ("pre_tokenizer", #"{"type": "Split", "pattern": {"String": " "}, "behavior": "Isolated", "invert": 0}"#, "'invert'"),
        ("pre_tokenizer", #"{"type": "Digits", "individual_digits": 3}"#, "'individual_digits'"),
        ("pre_tokenizer", #"{"type": "ByteLevel", "add_prefix_space": true}"#, "add_prefix_space"),
        ("pre_tokenizer", #"{"type": "ByteLevel", "add_prefix_space": false, "use_regex": "no"}"#, "'use_regex'"),
        ("pre_tokenizer", #"{"type": "Metaspace", "replacement": "__"}"#, "one-character 'replacement'"),
        ("pre_tokenizer", #"{"type": "Metaspace", "replacement": "_", "prepend_scheme": "last"}"#, "'last'"),
        ("pre_tokenizer", #"{"type": "Metaspace", "replacement": "_", "prepend_scheme": 1}"#, "'prepend_scheme'"),
        ("pre_tokenizer", #"{"type": "Sequence", "pretokenizers": {}}"#, "no list 'pretokenizers'"),
        ("pre_tokenizer", #"{"type": "Sequence", "pretokenizers": [{"type": "ByteLevel", "add_prefix_space": false}, {"type": "Digits"}]}"#, "after ByteLevel"),
        ("pre_tokenizer", "7", "no 'type'"),
        ("normalizer", #"{"type": "Prepend"}"#, "no 'prepend'"),
        ("normalizer", #"{"type": "Sequence"}"#, "no list 'normalizers'"),
        ("decoder", #"{"type": "Strip", "content": " ", "start": -1, "stop": 0}"#, "'Strip'"),
        ("decoder", #"{"type": "Strip", "content": " ", "start": 1e99, "stop": 0}"#, "'Strip'"),
        ("decoder", #"{"type": "Replace", "pattern": {"String": "x"}}"#, "no 'content'"),
        ("post_processor", template.replacingOccurrences(of: "IDS", with: "3"), "id 3, which no piece has"),
        ("post_processor", template.replacingOccurrences(of: "IDS", with: "-1"), "an id that is not one"),
        ("post_processor", template.replacingOccurrences(of: "IDS", with: "99999999999"), "an id that is not one"),
        ("post_processor", #"{"type": "TemplateProcessing"}"#, "no list 'single'"),
        ("post_processor", #"{"type": "TemplateProcessing", "single": [5]}"#, "neither a token nor A"),
        ("normalizer", String(repeating: #"{"type": "Sequence", "normalizers": ["#, count: 100_000), "nested"),
        ("model", String(repeating: "[", count: 1_000_000), "nested"),
    ])
    func `a file that cannot be is refused with what is wrong`(part: String, json: String, reason: String) throws {
        let file = try file(part, json)
        let failure = #expect(throws: Failure.self) { try Tokenizer(file: file) }
        #expect(failure?.kind == .badData)
        #expect(failure?.what.contains(reason) == true, "\(failure?.what ?? "")")
    }

    @Test func `an added token with the id of another piece is refused`() throws {
        // Ids with a hole: the token would be numbered 3, which is taken.
        let file = try scratch.file("tokenizer.json", #"""
            {"added_tokens": [{"id": 3, "content": "<x>"}],
             "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 3}, "merges": []}}
            """#)
        let failure = #expect(throws: Failure.self) { try Tokenizer(file: file) }
        #expect(failure?.what.contains("one id, 3") == true, "\(failure?.what ?? "")")
    }

    @Test func `merges that lead nowhere, round about and backwards take no time`() throws {
        // An empty piece, a merge of a piece with itself, and a chain listed from its end: 20,000 pieces a…a.
        let count = 20_000
        let pieces = (1...count).map { "\"\(String(repeating: "a", count: $0 % 50))\($0)\": \($0 + 3)" }
        let chain = (2...200).reversed().map { "\"\(String(repeating: "x", count: $0 - 1)) x\"" }
        let xs = (1...200).map { "\"\(String(repeating: "x", count: $0))\": \(count + 3 + $0)" }
        let vocabulary = #""": 0, "a": 1, "b": 2, "ab": 3, "# + (pieces + xs).joined(separator: ", ")
        let merges = #"["", "a"], ["a", ""], ["a", "b"], "# + chain.map { "[" + $0.replacingOccurrences(of: " ", with: "\", \"") + "]" }.joined(separator: ", ")
        let file = try file("model", #"{"type": "BPE", "vocab": {"# + vocabulary + #"}, "merges": ["# + merges + "]}")
        let tokenizer = try Tokenizer(file: file)
        for text in ["ab", "aab", "", "xxxx", String(repeating: "x", count: 500)] {
            #expect(tokenizer.encode(text, addSpecialTokens: true) == tokenizer.encodePlainly(text))
        }
    }
}
