import Engine
import Failures
import Foundation
import LanguageModels
import TensorFiles
import TestSupport
import Testing

/// Folders as people have them: a base model alone, a head beside a tied embedding, quantised copies, adapters.
@Suite struct WeightNameTests {
    typealias F = Gemma2Fixtures
    private let batch = TokenBatch([[1, 5, 9, 40], [96, 2]])

    /// The odd model's logits, with its head of its own.
    private func golden() throws -> [Float] { try F.model(F.odd).logits(batch) }

    @Test func `a base model's names, without 'model.', are read`() throws {
        let folder = try ModelFolder()
        try folder.rename { $0.hasPrefix("model.") ? String($0.dropFirst(6)) : $0 }
        let model = try F.model(folder.path)
        #expect(try model.logits(batch) == golden())
        #expect(model.notes.contains { $0.contains("prefix") })
        try folder.poison("layers.2.mlp.up_proj.weight")
        Gemma2BadInputTests.failure(.badData, ["'layers.2.mlp.up_proj.weight'", "not finite"]) {
            _ = try F.model(folder.path).logits(batch)
        }
    }

    @Test(arguments: ["language_model.model.", "model.language_model.", "transformer.", "base_model.model.model."])
    func `another prefix is named`(prefix: String) throws {
        let folder = try ModelFolder()
        try folder.rename { $0.hasPrefix("model.") ? prefix + $0.dropFirst(6) : $0 }
        Gemma2BadInputTests.failure(.badData, ["'\(prefix)'", "embed_tokens"]) { _ = try F.model(folder.path) }
    }

    @Test func `a head in the weights that differs from a tied embedding is the head`() throws {
        let folder = try ModelFolder()
        for tie in [true, nil] as [Bool?] {
            try folder.configure("tie_word_embeddings", tie)
            let model = try F.model(folder.path)
            #expect(try model.logits(batch) == golden())
            #expect(model.notes.contains { $0.contains("lm_head.weight") })
        }
    }

    @Test func `a head that is a copy of the embedding changes nothing`() throws {
        let tied = try ModelFolder(), copied = try ModelFolder()
        for folder in [tied, copied] { try folder.configure("tie_word_embeddings", true) }
        try tied.rename { $0 == "lm_head.weight" ? "old.rotary_emb.inv_freq" : $0 }
        try copied.replaceHeadByEmbedding()
        let (one, two) = (try F.model(tied.path), try F.model(copied.path))
        #expect(one.notes.isEmpty && two.notes.isEmpty)
        #expect(try one.logits(batch) == two.logits(batch))
        #expect(try one.logits(batch) != golden())
    }

    @Test func `quantised weights are refused before any tensor is looked at`() throws {
        let folder = try ModelFolder()
        try folder.configure("quantization_config", ["quant_method": "bitsandbytes", "load_in_4bit": true])
        for shard in 1...3 { try Data().write(to: folder.url("model-0000\(shard)-of-00003.safetensors")) }
        Gemma2BadInputTests.failure(.badData, ["quantization_config", "bitsandbytes", "bf16"]) {
            _ = try F.model(folder.path)
        }
        try folder.configure("quantization_config", 5)
        Gemma2BadInputTests.failure(.badData, ["quantization_config"]) { _ = try ModelDescription(folder: folder.path) }
    }

    @Test func `an adapter is refused, alone and beside whole weights`() throws {
        let folder = try ModelFolder()
        try Data("{}".utf8).write(to: folder.url("adapter_config.json"))
        Gemma2BadInputTests.failure(.badData, ["adapter", "merge"]) { _ = try F.model(folder.path) }
        try FileManager.default.removeItem(at: folder.url("config.json"))
        Gemma2BadInputTests.failure(.badData, ["adapter", "merge"]) { _ = try F.model(folder.path) }
    }

    @Test func `a Git LFS pointer is called one, as weights, index and configuration`() throws {
        let pointer = Data("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n".utf8)
        for name in ["model-00002-of-00003.safetensors", "model.safetensors.index.json", "config.json"] {
            let folder = try ModelFolder()
            try pointer.write(to: folder.url(name))
            Gemma2BadInputTests.failure(.badData, [name, "Git LFS", "git lfs pull"]) { _ = try F.model(folder.path) }
        }
    }

    @Test func `a folder that is not there, a file, and a name on the Hub`() throws {
        Gemma2BadInputTests.failure(.missingInput, ["no such model folder"]) { _ = try F.model("/nowhere/at all") }
        Gemma2BadInputTests.failure(.missingInput, ["hf download google/gemma-2-2b"]) {
            _ = try F.model("google/gemma-2-2b")
        }
        let folder = try ModelFolder()
        Gemma2BadInputTests.failure(.badData, ["is a file"]) {
            _ = try F.model(folder.url("config.json").path(percentEncoded: false))
        }
    }
}
