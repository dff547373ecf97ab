import Engine
import Foundation
import LanguageModels
import TensorFiles
import TestSupport
import Testing

/// What TransformerLens' processed models give at their hook points (Tools/goldens/families/processed.py).
@Suite struct ProcessedModelTests {
    static let flags: [String: ModelProcessing] = [
        "plain": .none, "centred": .init(centersWriting: true), "folded": .init(foldsValueBiases: true),
    ]
    static let layer = 1

    @Test(arguments: ["gpt2", "gpt_neox", "qwen2"], ["plain", "centred", "folded"])
    func `every hook point is that of the processed model`(name: String, flag: String) throws {
        let goldens = try SafetensorsFile(Goldens.url("families/processed.safetensors"))
        let ids = try SafetensorsFile(Goldens.url("families/\(name)/golden.safetensors")).integers("tokens").map { Int32($0) }
        let engine = ComputeEngine(threads: 2), batch = TokenBatch(ids: ids, sequences: 2, length: 40)
        let folder = FamilyGoldenTests.folder(name)
        let model = try LanguageModel(folder: folder, processing: #require(Self.flags[flag]), engine: engine)
        let plain = try LanguageModel(folder: folder, engine: engine)
        let prefix = "\(name).\(flag).", parts = goldens.names.filter { $0.hasPrefix(prefix) }
        #expect(parts.count >= 6)
        var moved: Set<String> = []
        for part in parts {
            let hook = try Hookpoint("blocks.\(Self.layer)." + part.dropFirst(prefix.count))
            let golden = try goldens.matrix(part).toArray(), width = try model.width(at: hook)
            let own = Matrix(rows: 80, columns: width), raw = Matrix(rows: 80, columns: width)
            try model.activations(of: batch, at: hook, into: own)
            try plain.activations(of: batch, at: hook, into: raw)
            #expect(Gemma2Fixtures.error(own.toArray(), golden) <= 4e-5, "\(part)")
            // Without the flag the same golden is far off, so the flag is what is seen.
            if Gemma2Fixtures.error(raw.toArray(), golden) > 1e-2 { moved.insert(hook.site.rawValue) }
        }
        let stream = ["hook_resid_pre", "hook_attn_out", "hook_mlp_out", "hook_resid_post"]
        let expected: [String: [String: Set<String>]] = [
            "centred": ["gpt2": Set(stream + ["hook_resid_mid"]), "gpt_neox": Set(stream)],
            "folded": ["gpt2": ["attn.hook_z"], "gpt_neox": ["attn.hook_z"], "qwen2": ["attn.hook_z"]],
        ]
        #expect(moved == expected[flag]?[name] ?? [])
    }

    /// The replacement is of what was read: putting it back changes no probability.
    @Test(arguments: ["gpt2", "gpt_neox", "qwen2"], ["centred", "folded"])
    func `an edit that changes nothing leaves the probabilities`(name: String, flag: String) throws {
        let engine = ComputeEngine(threads: 2), folder = FamilyGoldenTests.folder(name)
        let model = try LanguageModel(folder: folder, processing: #require(Self.flags[flag]), engine: engine)
        let batch = TokenBatch([[5, 7, 11, 13, 17, 19, 23, 29, 31, 37]])
        let plain = try LanguageModel(folder: folder, engine: engine).logits(batch)
        for site in model.configuration.sites {
            let output = Matrix(rows: 10, columns: model.configuration.vocabularySize)
            try model.logits(of: batch, replacingAt: .init(layer: 1, site: site), with: { _ in }, into: output)
            #expect(Gemma2Fixtures.error(output.toArray(), plain) <= 4e-5, "\(site)")
        }
    }
}
