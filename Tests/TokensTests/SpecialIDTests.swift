import Failures
import Testing
import Tokens

/// Which ids begin and end a text, from the files beside a `tokenizer.json`. Ids may be 0.
@Suite struct SpecialIDTests {
    let scratch: ScratchFolder
    init() throws { scratch = try ScratchFolder() }

    func tokenizer(config: String? = nil, tokens: String? = nil, template: Bool = false) throws -> Tokenizer {
        if let config { _ = try scratch.file("config.json", config) }
        if let tokens { _ = try scratch.file("tokenizer_config.json", tokens) }
        let post = template ? #"{"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "b"}}, {"Sequence": {"id": "A"}}], "special_tokens": {"b": {"ids": [1]}}}"# : "null"
        return try Tokenizer(file: scratch.file("tokenizer.json", #"""
            {"added_tokens": [], "post_processor": \#(post),
             "model": {"type": "BPE", "vocab": {"<z>": 0, "b": 1, "c": 2, "</s>": 3}, "merges": []}}
            """#))
    }

    @Test(arguments: [
        // tokenizer_config.json before config.json; a string or an object; id 0 is an id.
        (#"{"bos_token_id": 2}"#, #"{"bos_token": "<z>"}"#, 0, 3),
        (#"{"bos_token_id": 2}"#, #"{"bos_token": {"content": "b", "lstrip": false}}"#, 1, 3),
        (#"{"bos_token_id": 2, "eos_token_id": 1}"#, #"{"bos_token": null, "eos_token": "<z>"}"#, 2, 0),
        (#"{"bos_token_id": 0, "eos_token_id": 1}"#, nil, 0, 1),
        (#"{"bos_token_id": [0, 2]}"#, nil, 0, 3),
        // Neither names a BOS: EOS.
        (#"{"bos_token_id": null, "eos_token_id": [0, 1]}"#, #"{"bos_token": null}"#, 0, 0),
        (nil, #"{"bos_token": null, "eos_token": "c"}"#, 2, 2),
        (nil, #"{"eos_token": null}"#, nil, nil),
        (nil, nil, 3, 3),
    ] as [(String?, String?, Int32?, Int32?)])
    func `BOS and EOS`(config: String?, tokens: String?, bos: Int32?, eos: Int32?) throws {
        let tokenizer = try tokenizer(config: config, tokens: tokens)
        #expect(tokenizer.bosID == bos)
        #expect(tokenizer.eosID == eos)
    }

    @Test(arguments: [
        (#"{"bos_token": "<z>"}"#, true, [Int32(1), 2]),
        (#"{"bos_token": "<z>"}"#, false, [2]),
        (#"{"bos_token": "<z>", "add_bos_token": true}"#, false, [0, 2]),
        (#"{"bos_token": "<z>", "add_bos_token": true}"#, true, [0, 2]),
        (#"{"bos_token": "<z>", "add_bos_token": false}"#, true, [2]),
        (#"{"bos_token": "<z>", "add_bos_token": null}"#, true, [1, 2]),
    ])
    func `the template, unless add_bos_token says otherwise`(tokens: String, template: Bool, ids: [Int32]) throws {
        let tokenizer = try tokenizer(tokens: tokens, template: template)
        #expect(tokenizer.encode("c", addSpecialTokens: true) == ids)
        #expect(tokenizer.encode("c", addSpecialTokens: false) == [2])
    }

    @Test(arguments: [
        (#"{"bos_token_id": 4}"#, nil, "'bos_token_id' is 4"), (#"{"bos_token_id": "x"}"#, nil, "'bos_token_id' is no id"),
        (#"{"bos_token_id": []}"#, nil, "'bos_token_id' is no id"), (#"{"eos_token_id": -1}"#, nil, "'eos_token_id' is no id"),
        (nil, #"{"bos_token": 5}"#, "'bos_token' is not a token"), (nil, #"{"add_bos_token": 1}"#, "'add_bos_token'"),
        (nil, #"{"bos_token": "nowhere"}"#, "'nowhere'"),
    ] as [(String?, String?, String)])
    func `what names no piece is refused`(config: String?, tokens: String?, reason: String) throws {
        let failure = #expect(throws: Failure.self) { try tokenizer(config: config, tokens: tokens) }
        #expect(failure?.kind == .badData)
        #expect(failure?.what.contains(reason) == true, "\(failure?.what ?? "")")
        #expect(failure?.place?.hasSuffix("config.json") == true)
    }

    @Test func `a row begins with BOS once, or with nothing`() throws {
        let tokenizer = try tokenizer(tokens: #"{"bos_token": "<z>", "add_bos_token": false}"#, template: true)
        #expect(try tokenizer.row(of: "bc") == [0, 1, 2])
        #expect(try tokenizer.row(of: "") == [0])
        let bare = tokenizer.withoutBOS()
        #expect(try bare.row(of: "bc") == [1, 2])
        #expect(try bare.row(of: "") == [])
        #expect(bare.bosID == 0 && !bare.prependsBOS)
        #expect(bare.encode("c", addSpecialTokens: true) == [2])
        let nameless = try self.tokenizer(tokens: #"{"bos_token": null, "eos_token": null}"#)
        let failure = #expect(throws: Failure.self) { try nameless.row(of: "c") }
        #expect(failure?.remedy?.contains("--no-bos") == true)
        #expect(try nameless.withoutBOS().row(of: "c") == [2])
    }
}
