import Engine
import Failures
import Foundation
import LanguageModels
import Testing

/// Everything that may be wrong with a folder or a batch ends in one sentence that names it.
@Suite struct Gemma2BadInputTests {
    typealias F = Gemma2Fixtures

    static func failure(_ kind: Failure.Kind, _ words: [String], _ body: () throws -> Void) {
        let failure = #expect(throws: Failure.self, performing: body)
        #expect(failure?.kind == kind, "\(failure.map { "\($0)" } ?? "")")
        for word in words { #expect(failure?.description.contains(word) == true, "\(word): \(failure?.description ?? "")") }
    }

    @Test func `a token outside the vocabulary is named with its place`() throws {
        let model = try F.model(F.odd)
        for bad in [Int32(97), -1, .max] {
            Self.failure(.badData, ["token \(bad)", "position 1 of sequence 1", "97"]) {
                _ = try model.logits(TokenBatch([[1, 2, 3], [4, bad]]))
            }
        }
    }

    @Test func `a layer that the model lacks is named`() throws {
        let model = try F.model(F.odd), hook = Hookpoint(layer: 5, site: .residPre)
        Self.failure(.usage, ["blocks.5.hook_resid_pre", "5 layers", "0 to 4"]) {
            _ = try model.activations(TokenBatch([[1]]), hook)
        }
        Self.failure(.usage, ["blocks.5.hook_resid_pre"]) {
            try model.logits(of: TokenBatch([[1]]), replacingAt: hook, with: { _ in }, into: Matrix(rows: 1, columns: 97))
        }
    }

    @Test func `a sequence longer than the context is refused`() throws {
        let model = try F.model(F.odd)
        Self.failure(.badData, ["65 tokens", "context of 64"]) {
            _ = try model.logits(TokenBatch([Array(repeating: 1, count: 65)]))
        }
    }

    @Test(arguments: [
        "model.layers.3.mlp.up_proj.weight", "model.layers.0.input_layernorm.weight", "model.norm.weight",
        "lm_head.weight", "model.embed_tokens.weight",
    ])
    func `a missing tensor is named`(name: String) throws {
        let folder = try ModelFolder()
        try folder.editHeader(of: folder.shard(of: name)) { $0["other"] = $0.removeValue(forKey: name) }
        let index = folder.url("model.safetensors.index.json")
        let text = try String(contentsOf: index, encoding: .utf8).replacing("\"\(name)\"", with: "\"other\"")
        try text.write(to: index, atomically: true, encoding: .utf8)
        Self.failure(.badData, ["'\(name)'"]) { _ = try F.model(folder.path) }
    }

    @Test(arguments: [("model.layers.2.self_attn.q_proj.weight", [48, 60], "[60, 48]"), ("model.norm.weight", [24, 2], "[48]")])
    func `a misshapen tensor is named with both shapes`(name: String, shape: [Int], expected: String) throws {
        let folder = try ModelFolder()
        try folder.editHeader(of: folder.shard(of: name)) { header in
            var entry = try #require(header[name] as? [String: Any])
            entry["shape"] = shape
            header[name] = entry
        }
        Self.failure(.badData, ["'\(name)'", "\(shape)", expected]) { _ = try F.model(folder.path) }
    }

    @Test func `a vocabulary and an embedding that disagree are both named`() throws {
        let folder = try ModelFolder()
        try folder.configure("vocab_size", 96)
        Self.failure(.badData, ["vocab_size 96", "model.embed_tokens.weight", "[97, 48]"]) {
            _ = try F.model(folder.path)
        }
    }

    @Test(arguments: ["self_attn.k_proj", "self_attn.o_proj", "mlp.gate_proj", "mlp.down_proj"])
    func `a NaN in a layer's weights names the tensor, and what does not read it is given`(part: String) throws {
        let folder = try ModelFolder(), name = "model.layers.2.\(part).weight"
        try folder.poison(name)
        let model = try F.model(folder.path), batch = TokenBatch([[1, 2]])
        let inAttention = part.hasPrefix("self_attn")
        let last = Hookpoint(layer: inAttention ? 1 : 2, site: inAttention ? .residPost : .residMid)
        _ = try model.activations(batch, last)
        for site in inAttention ? [Hookpoint.Site.attnOut, .residMid, .residPost] : [.mlpOut, .residPost] {
            Self.failure(.badData, ["'\(name)'", "not finite"]) {
                _ = try model.activations(batch, Hookpoint(layer: 2, site: site))
            }
        }
        _ = try model.activations(batch, last)
    }

    @Test func `a NaN in a norm, the embedding or the head names the tensor`() throws {
        for name in ["model.layers.4.post_feedforward_layernorm.weight", "model.norm.weight"] {
            let folder = try ModelFolder()
            try folder.poison(name)
            Self.failure(.badData, ["'\(name)'", "not finite"]) { _ = try F.model(folder.path) }
        }
        for name in ["model.embed_tokens.weight", "lm_head.weight"] {
            let folder = try ModelFolder()
            try folder.poison(name)
            let model = try F.model(folder.path)
            Self.failure(.badData, ["'\(name)'", "not finite"]) { _ = try model.logits(TokenBatch([[1, 96]])) }
        }
    }

    @Test func `activations and replacements that are not finite are failures`() throws {
        let model = try F.model(F.odd)
        Self.failure(.failed, ["logits", "replacement"]) {
            try model.logits(
                of: TokenBatch([[1, 2]]), replacingAt: Hookpoint(layer: 4, site: .residPost),
                with: { $0.assign([Float](repeating: .nan, count: $0.count)) }, into: Matrix(rows: 2, columns: 97))
        }
    }

    @Test func `a truncated shard, a missing one, and no weights at all are refused`() throws {
        let folder = try ModelFolder(), shard = folder.url("model-00002-of-00003.safetensors")
        let whole = try Data(contentsOf: shard)
        for count in [0, 7, 100, whole.count / 2, whole.count - 1] {
            try whole.prefix(count).write(to: shard)
            Self.failure(.badData, ["model-00002-of-00003.safetensors"]) { _ = try F.model(folder.path) }
        }
        try FileManager.default.removeItem(at: shard)
        Self.failure(.missingInput, ["model-00002-of-00003.safetensors"]) { _ = try F.model(folder.path) }
        try FileManager.default.removeItem(at: folder.url("model.safetensors.index.json"))
        Self.failure(.missingInput, ["model.safetensors"]) { _ = try F.model(folder.path) }
        Self.failure(.missingInput, ["no such model folder", "nowhere"]) { _ = try F.model(folder.path + "/nowhere") }
        try FileManager.default.removeItem(at: folder.url("config.json"))
        Self.failure(.missingInput, ["config.json"]) { _ = try F.model(folder.path) }
    }

    @Test func `a matrix of the wrong shape is a programming error`() async {
        await #expect(processExitsWith: .failure) {
            let model = try Gemma2Fixtures.model(Gemma2Fixtures.odd)
            try model.logits(of: TokenBatch([[1, 2]]), into: Matrix(rows: 2, columns: 96))
        }
    }
}
