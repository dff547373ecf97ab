import Engine
import Failures
import Foundation
import LanguageModels
import TensorFiles
import TestSupport
import Testing

/// What a GGUF file may ask for and is not built is refused in its own words.
@Suite struct GGUFRefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var family = "llama", architecture = "llama"
        /// What the message must say.
        let says: String
        let change: @Sendable (inout GGUFBuilder) -> Void
    }

    static func remove(_ key: String) -> @Sendable (inout GGUFBuilder) -> Void { { $0.keys.removeAll { $0.name == key } } }
    static func set(_ key: String, _ value: GGUFBuilder.Value) -> @Sendable (inout GGUFBuilder) -> Void {
        { builder in
            builder.keys.removeAll { $0.name == key }
            builder.set(key, value)
        }
    }

    static let cases: [Case] = [
        Case(testDescription: "architecture unknown", says: "'general.architecture' is 'mamba', expected one of llama, qwen2", change: set("general.architecture", .text("mamba"))),
        Case(testDescription: "architecture absent", says: "'general.architecture' is missing", change: remove("general.architecture")),
        Case(testDescription: "an adapter", says: "'general.type' is 'adapter', expected 'model'", change: set("general.type", .text("adapter"))),
        Case(testDescription: "no width", says: "'llama.embedding_length' is missing", change: remove("llama.embedding_length")),
        Case(testDescription: "no epsilon", says: "'llama.attention.layer_norm_rms_epsilon' is missing", change: remove("llama.attention.layer_norm_rms_epsilon")),
        Case(testDescription: "no heads", says: "'llama.attention.head_count' is 0, expected a number above 0", change: set("llama.attention.head_count", .uint32(0))),
        Case(testDescription: "epsilon of 0", says: "'llama.attention.layer_norm_rms_epsilon' is 0, expected a number above 0", change: set("llama.attention.layer_norm_rms_epsilon", .float(0))),
        Case(testDescription: "base not finite", says: "'llama.rope.freq_base' is inf", change: set("llama.rope.freq_base", .float(.infinity))),
        Case(testDescription: "width 2^32 - 1", says: "'llama.embedding_length' is 4294967295, expected 1 to", change: set("llama.embedding_length", .uint32(.max))),
        Case(testDescription: "width negative", says: "'llama.embedding_length' is -48, expected 1 to", change: set("llama.embedding_length", .int32(-48))),
        Case(testDescription: "layers 2^63", says: "'llama.block_count' is 9223372036854775808", change: set("llama.block_count", .uint64(1 << 63))),
        Case(testDescription: "a layer more", says: "there is no tensor 'blk.3.attn", change: set("llama.block_count", .uint32(4))),
        Case(testDescription: "a layer less", says: "tensor 'blk.2.", change: set("llama.block_count", .uint32(2))),
        Case(testDescription: "key heads that differ", says: "expected one number for all layers", change: set("llama.attention.head_count_kv", .uint32s([2, 2, 1]))),
        Case(testDescription: "values wider than keys", says: "'llama.attention.value_length' is 12, expected 10", change: set("llama.attention.value_length", .uint32(12))),
        Case(testDescription: "experts", says: "'llama.expert_count' is 8, expected 0 or nothing", change: set("llama.expert_count", .uint32(8))),
        Case(testDescription: "long rope", says: "'llama.rope.scaling.type' is 'longrope', expected 'none', 'linear' or 'yarn'", change: set("llama.rope.scaling.type", .text("longrope"))),
        Case(testDescription: "scaling without factor", says: "'llama.rope.scaling.factor' is missing", change: set("llama.rope.scaling.type", .text("linear"))),
        Case(testDescription: "a head turning in part", says: "'llama.rope.dimension_count' is 4, expected 10", change: set("llama.rope.dimension_count", .uint32(4))),
        Case(testDescription: "not causal", says: "'llama.attention.causal' is false, expected true", change: set("llama.attention.causal", .bool(false))),
        Case(testDescription: "a tensor of no part", says: "tensor 'blk.0.ffn_gate_exps.weight' is of no part", change: { $0.add("blk.0.ffn_gate_exps.weight", shape: [2], [1, 2]) }),
        Case(testDescription: "no embedding", says: "there is no tensor 'token_embd.weight'", change: { $0.tensors.removeAll { $0.name == Array("token_embd.weight".utf8) } }),
        Case(testDescription: "a number format that is not built", says: "is Q8_1; F32, F16, Q4_0", change: {
            let at = $0.tensors.firstIndex { $0.name == Array("token_embd.weight".utf8) } ?? 0
            ($0.tensors[at].shape, $0.tensors[at].type) = ([96, 64], 9)
            $0.tensors[at].bytes = [UInt8](repeating: 0, count: 96 * 80)
            GGUFRefusalTests.set("llama.embedding_length", .uint32(64))(&$0)
        }),
        Case(testDescription: "divisors not positive", says: "'rope_freqs.weight' is no list of numbers above 0", change: {
            let at = $0.tensors.firstIndex { $0.name == Array("rope_freqs.weight".utf8) } ?? 0
            $0.tensors[at].bytes = [UInt8](repeating: 0, count: $0.tensors[at].bytes.count)
        }),
        Case(testDescription: "Qwen's window", family: "qwen2", architecture: "qwen2", says: "'qwen2.attention.sliding_window' is 8, expected none", change: set("qwen2.attention.sliding_window", .uint32(8))),
        Case(testDescription: "OLMo 3", family: "olmo2", architecture: "olmo2", says: "'olmo2.attention.sliding_window' is 4096, expected none", change: set("olmo2.attention.sliding_window", .uint32(4096))),
        Case(testDescription: "Gemma 3 without a window", family: "gemma3", architecture: "gemma3", says: "'gemma3.attention.sliding_window' is missing", change: remove("gemma3.attention.sliding_window")),
        Case(testDescription: "a pattern of another length", family: "gemma3", architecture: "gemma3", says: "'gemma3.attention.sliding_window_pattern' is a list, expected 7 elements", change: set("gemma3.attention.sliding_window_pattern", .bools([true, false]))),
    ]

    @Test(arguments: cases)
    func `is refused by name`(test: Case) throws {
        try withTemporaryFolder { scratch in
            let url = scratch.appending(path: "x.gguf")
            var builder = try GGUFConversion(Goldens.url("families/\(test.family)"), as: test.architecture).builder()
            test.change(&builder)
            try builder.write(to: url)
            let path = url.path(percentEncoded: false)
            let found = try #require(try failure { try LanguageModel(folder: path, engine: ComputeEngine(threads: 1)) })
            #expect(found.kind == .badData && found.place == path && found.remedy != nil)
            #expect(found.what.contains(test.says), "\(found.what)")
        }
    }

    @Test func `a pattern that a file spells out is followed`() throws {
        try withTemporaryFolder { scratch in
            let url = scratch.appending(path: "x.gguf")
            for (value, windows) in [
                (GGUFBuilder.Value.uint32(2), [8, nil, 8, nil, 8, nil, 8]),
                (.bools([false, true, true, true, true, true, false]), [nil, 8, 8, 8, 8, 8, nil]),
            ] {
                var builder = try GGUFConversion(Goldens.url("families/gemma3"), as: "gemma3").builder()
                builder.set("gemma3.attention.sliding_window_pattern", value)
                builder.set("gemma3.rope.freq_base_swa", .float(20_000))
                try builder.write(to: url)
                let model = try LanguageModel(folder: url.path(percentEncoded: false), engine: ComputeEngine(threads: 1))
                #expect(model.configuration.perLayer.map(\.window) == windows)
                let local = model.configuration.perLayer.map { $0.window != nil }
                let bases = model.configuration.perLayer.map { $0.rotary.map { model.configuration.rotaries[$0].base } }
                #expect(bases == local.map { $0 ? 20_000 : 1_000_000 })
            }
        }
    }

    @Test func `a folder that holds a GGUF file alone says to name the file`() throws {
        try withTemporaryFolder { scratch in
            let copy = scratch.appending(path: "m")
            try FileManager.default.copyItem(at: Goldens.url("families/llama"), to: copy)
            try FileManager.default.removeItem(at: copy.appending(path: "golden.safetensors"))
            try FileManager.default.moveItem(at: copy.appending(path: "model.safetensors"), to: copy.appending(path: "model.gguf"))
            let found = try failure { try LanguageModel(folder: copy.path(percentEncoded: false), engine: ComputeEngine(threads: 1)) }
            #expect(found?.remedy?.hasPrefix("name the file itself: ") == true && found?.remedy?.hasSuffix("/m/model.gguf") == true)
        }
    }
}
