import Failures
import Foundation
import LanguageModels
import Testing

@Suite struct Gemma2ConfigurationTests {
    typealias F = Gemma2Fixtures

    @Test func `the embedded model's configuration is read, with the window on even layers`() throws {
        let c = try ModelDescription(folder: F.nano)
        #expect(c.vocabularySize == 6144 && c.hiddenSize == 256 && c.feedForwardSize == 768 && c.layers == 6)
        #expect(c.heads == 4 && c.keyHeads == 2 && c.headWidth == 64 && c.contextLength == 128)
        #expect(c.normEpsilon == 1e-6 && c.rotaryBase == 10000 && c.queryScalar == 64)
        #expect(c.attentionCap == 50 && c.finalCap == 30 && c.tiesHead)
        #expect(c.windows == [64, nil, 64, nil, 64, nil])
    }

    @Test func `the form that transformers 5 writes is read`() throws {
        let c = try ModelDescription(folder: F.odd)
        #expect(c.rotaryBase == 500 && !c.tiesHead && c.windows == [8, nil, 8, nil, 8])
    }

    @Test func `what is absent has the default of transformers, and null turns a soft-cap off`() throws {
        let folder = try ModelFolder()
        for key in [
            "layer_types", "tie_word_embeddings", "attn_logit_softcapping", "final_logit_softcapping", "hidden_activation",
            "attention_bias",
        ] { try folder.configure(key, nil) }
        let c = try ModelDescription(folder: folder.path)
        #expect(c.windows == [8, nil, 8, nil, 8] && c.tiesHead && c.attentionCap == 50 && c.finalCap == 30)
        try folder.configure("final_logit_softcapping", NSNull())
        try folder.configure("attn_logit_softcapping", NSNull())
        try folder.configure("layer_types", ["full_attention", "full_attention", "sliding_attention", "full_attention", "full_attention"])
        let other = try ModelDescription(folder: folder.path)
        #expect(other.finalCap == nil && other.attentionCap == nil && other.windows == [nil, nil, 8, nil, nil])
    }

    @Test(arguments: [
        "vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
        "num_key_value_heads", "head_dim", "max_position_embeddings", "rms_norm_eps", "query_pre_attn_scalar",
        "sliding_window", "rope_parameters",
    ])
    func `a missing key is named`(key: String) throws {
        let folder = try ModelFolder()
        try folder.configure(key, nil)
        let named = key == "rope_parameters" ? "rope_theta" : key
        Gemma2BadInputTests.failure(.badData, ["'\(named)' is missing", "config.json"]) {
            _ = try ModelDescription(folder: folder.path)
        }
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        let key: String
        let json: String
        var testDescription: String { "\(key) = \(json)" }
        init(_ key: String, _ json: String) { (self.key, self.json) = (key, json) }
    }

    @Test(arguments: [
        Wrong("model_type", "\"mamba\""), Wrong("hidden_activation", "\"gelu\""), Wrong("hidden_act", "\"silu\""),
        Wrong("attention_bias", "true"), Wrong("attention_bias", "0"), Wrong("use_bidirectional_attention", "true"),
        Wrong("vocab_size", "0"), Wrong("hidden_size", "48.5"), Wrong("hidden_size", "\"48\""), Wrong("hidden_size", "true"),
        Wrong("num_hidden_layers", "-1"), Wrong("num_key_value_heads", "4"), Wrong("head_dim", "9"),
        Wrong("vocab_size", "1e30"), Wrong("rms_norm_eps", "0"), Wrong("rms_norm_eps", "1e-60"),
        Wrong("query_pre_attn_scalar", "-1"), Wrong("attn_logit_softcapping", "0"), Wrong("sliding_window", "0"),
        Wrong("layer_types", "[\"full_attention\"]"), Wrong("layer_types", "[1, 2, 3, 4, 5]"), Wrong("layer_types", "5"),
        Wrong("layer_types", "[\"x\", \"x\", \"x\", \"x\", \"x\"]"), Wrong("tie_word_embeddings", "\"no\""),
        Wrong("rope_parameters", "3"),
    ])
    func `a value of the wrong type or out of range is named`(wrong: Wrong) throws {
        let folder = try ModelFolder()
        try folder.configure(
            wrong.key, JSONSerialization.jsonObject(with: Data(wrong.json.utf8), options: .fragmentsAllowed))
        Gemma2BadInputTests.failure(.badData, ["'\(wrong.key)' is ", "expected", "config.json"]) {
            _ = try ModelDescription(folder: folder.path)
        }
    }

    @Test(arguments: ["", "[1]", "{\"model_type\": ", "nonsense"])
    func `a file that is no JSON object is refused`(text: String) throws {
        let folder = try ModelFolder()
        try text.write(to: folder.url("config.json"), atomically: true, encoding: .utf8)
        Gemma2BadInputTests.failure(.badData, ["config.json", "JSON"]) { _ = try ModelDescription(folder: folder.path) }
    }

    @Test(arguments: ["dynamic", "longrope", "proportional"])
    func `rotary frequencies that are scaled in a way that is not built are refused`(kind: String) throws {
        let folder = try ModelFolder()
        try folder.configure("rope_parameters", ["rope_type": kind, "rope_theta": 500])
        Gemma2BadInputTests.failure(.badData, ["'rope_type'", kind]) { _ = try ModelDescription(folder: folder.path) }
    }

    @Test func `without a model_type the architecture's name says the family, and without both nothing does`() throws {
        let folder = try ModelFolder()
        try folder.configure("model_type", nil)
        try folder.configure("architectures", ["Gemma2ForCausalLM"])
        #expect(try ModelDescription(folder: folder.path).family == "gemma2")
        try folder.configure("architectures", nil)
        Gemma2BadInputTests.failure(.badData, ["'model_type' is missing", "gemma2", "gpt_neox"]) {
            _ = try ModelDescription(folder: folder.path)
        }
    }
}

// What the description says, under the names of config.json.
extension ModelDescription {
    fileprivate var heads: Int { attention.heads }
    fileprivate var keyHeads: Int { attention.keyHeads }
    fileprivate var headWidth: Int { attention.headWidth }
    fileprivate var normEpsilon: Float { norm.epsilon }
    fileprivate var rotaryBase: Float { rotaries[0].base }
    fileprivate var queryScalar: Float { 1 / (attention.scale * attention.scale) }
    fileprivate var attentionCap: Float? { attention.cap }
    fileprivate var windows: [Int?] { perLayer.map(\.window) }
}
