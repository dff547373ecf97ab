import Engine
import Foundation
import LanguageModels
import TensorFiles
import TestSupport
import Testing

/// Models in GGUF files compute what their folders do.
@Suite struct GGUFForwardTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let family: String
        let architecture: String
        /// What the file cannot say, as JSON: keys of the folder's configuration are set to what llama.cpp takes for granted.
        var edits = "{}"
        var testDescription: String { "\(family) as \(architecture)" }
    }

    static let cases = [
        Case(family: "llama", architecture: "llama"), Case(family: "llama_yarn", architecture: "llama"),
        Case(family: "mistral", architecture: "llama"),
        Case(family: "qwen2", architecture: "qwen2", edits: #"{"use_sliding_window": false, "layer_types": null}"#),
        Case(family: "qwen3", architecture: "qwen3"), Case(family: "gemma", architecture: "gemma"),
        Case(family: "gemma3", architecture: "gemma3", edits: #"{"query_pre_attn_scalar": 10}"#),
        Case(family: "gpt2", architecture: "gpt2", edits: #"{"scale_attn_by_inverse_layer_idx": false}"#),
        Case(family: "gpt_neox", architecture: "gptneox"), Case(family: "gpt_neox_sequential", architecture: "gptneox"),
        Case(family: "olmo2", architecture: "olmo2"), Case(family: "phi", architecture: "phi2"),
        Case(family: "phi3", architecture: "phi3"),
    ]

    /// A copy of the family's folder with the edits, in `scratch`.
    private func folder(_ test: Case, in scratch: URL) throws -> URL {
        let copy = scratch.appending(path: test.family)
        try FileManager.default.copyItem(at: Goldens.url("families/\(test.family)"), to: copy)
        let file = copy.appending(path: "config.json")
        var config = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        let edits = try #require(JSONSerialization.jsonObject(with: Data(test.edits.utf8)) as? [String: Any])
        for (key, value) in edits { config[key] = value }
        try JSONSerialization.data(withJSONObject: config).write(to: file)
        return copy
    }

    private static let batch = TokenBatch(ids: (0..<80).map { Int32($0 * 7 % 96) }, sequences: 2, length: 40)

    /// All hook points of all layers, and the logits.
    private func everything(_ model: LanguageModel) throws -> [(name: String, values: [Float])] {
        var all: [(String, [Float])] = []
        for layer in 0..<model.configuration.layers {
            for site in model.configuration.sites {
                let hook = Hookpoint(layer: layer, site: site)
                all.append((hook.name, try model.activations(Self.batch, hook)))
            }
        }
        return all + [("logits", try model.logits(Self.batch))]
    }

    @Test(arguments: cases)
    func `every hook point and the logits have the bits of the folder's`(test: Case) throws {
        try withTemporaryFolder { scratch in
            let folder = try folder(test, in: scratch), url = scratch.appending(path: "x.gguf")
            try GGUFConversion(folder, as: test.architecture).builder().write(to: url)
            let engine = ComputeEngine(threads: 2)
            let ours = try everything(LanguageModel(folder: url.path(percentEncoded: false), engine: engine))
            let theirs = try everything(LanguageModel(folder: folder.path(percentEncoded: false), engine: engine))
            #expect(ours.map(\.name) == theirs.map(\.name))
            var worst = 0.0, equal = 0
            for (a, b) in zip(ours, theirs) {
                worst = max(worst, Gemma2Fixtures.error(a.values, b.values))
                if a.values.map(\.bitPattern) == b.values.map(\.bitPattern) { equal += 1 }
            }
            print("gguf forward \(test): \(equal) of \(ours.count) to the bit, worst \(worst)")
            if test.family == "llama" {
                // Llama 3.1's scaling lies in the file as rounded divisors of the frequencies.
                #expect(worst <= 2e-5)
            } else {
                #expect(equal == ours.count)
            }
        }
    }

    /// Files that the gguf package wrote, under the converter's conventions (Tools/goldens/gguf/make.py).
    @Test(arguments: [("llama", "llama"), ("gptneox", "gpt_neox")])
    func `a file of the gguf package gives what transformers gives`(file: String, family: String) throws {
        let goldens = try SafetensorsFile(Goldens.url("families/\(family)/golden.safetensors"))
        let path = Goldens.url("gguf/\(file).gguf").path(percentEncoded: false)
        let model = try LanguageModel(folder: path, engine: ComputeEngine(threads: 2))
        let batch = TokenBatch(ids: try goldens.integers("tokens").map { Int32($0) }, sequences: 2, length: 40)
        var worst = 0.0
        for layer in 0..<model.configuration.layers {
            let found = try model.activations(batch, Hookpoint(layer: layer, site: .residPost))
            let error = Gemma2Fixtures.error(found, try goldens.matrix("resid_post.\(layer)").toArray())
            worst = max(worst, error)
            #expect(error <= (try FamilyGoldenTests.tolerance(family, "resid_post.\(layer)")))
        }
        let error = Gemma2Fixtures.error(try model.logits(batch), try goldens.matrix("logits").toArray())
        #expect(error <= (try FamilyGoldenTests.tolerance(family, "logits")))
        print("gguf forward of the package's \(file): worst \(max(worst, error))")
    }

    @Test func `Gemma 3 of the gguf package has the bits of its folder's`() throws {
        try withTemporaryFolder { scratch in
            let test = try #require(Self.cases.first { $0.family == "gemma3" })
            let folder = try folder(test, in: scratch), engine = ComputeEngine(threads: 2)
            let path = Goldens.url("gguf/gemma3.gguf").path(percentEncoded: false)
            let ours = try everything(LanguageModel(folder: path, engine: engine))
            let theirs = try everything(LanguageModel(folder: folder.path(percentEncoded: false), engine: engine))
            for (a, b) in zip(ours, theirs) { #expect(a.values.map(\.bitPattern) == b.values.map(\.bitPattern), "\(a.name)") }
        }
    }

    /// A small llama whose matrices are random blocks of a type; or, `expanded`, the same numbers as float32.
    private func quantised(_ type: BlockType, expanded: Bool, engine: ComputeEngine) -> GGUFBuilder {
        let (d, f, heads, width, vocabulary) = (256, 512, 4, 64, 96)
        var builder = GGUFBuilder(), random = CounterRandom(seed: 3)
        builder.set("general.architecture", .text("llama"))
        for (key, value) in [
            ("context_length", 64), ("embedding_length", d), ("block_count", 2), ("feed_forward_length", f),
            ("attention.head_count", heads), ("attention.head_count_kv", 2),
        ] { builder.set("llama.\(key)", .uint32(UInt32(value))) }
        builder.set("llama.attention.layer_norm_rms_epsilon", .float(1e-5))
        let number = GGUFTensorType.allCases.first { $0.format == .blocks(type) }?.rawValue ?? 0
        func matrix(_ name: String, _ rows: Int, _ columns: Int) {
            var bytes = (0..<rows * columns / type.values * type.bytes).map { _ in UInt8(truncatingIfNeeded: random.next() >> 20) }
            // Scales of about a thousandth, so that activations stay ordinary.
            for block in stride(from: 0, to: bytes.count, by: type.bytes) {
                for at in [.q6_K].contains(type) ? [208] : [.q4_0, .q5_0, .q8_0].contains(type) ? [0] : [0, 2] {
                    bytes[block + at + 1] = (type.values == 256 ? 0x04 : 0x18) | bytes[block + at + 1] & 0x83
                }
            }
            guard expanded else { return builder.add(name, shape: [rows, columns], type: number, bytes: bytes) }
            let values = Matrix(rows: rows, columns: columns)
            bytes.withUnsafeBytes { raw in
                guard let base = raw.baseAddress else { return }
                engine.unpack(StoredMatrix(blocks: type, rows: rows, columns: columns, base: base, owner: values), into: values)
            }
            builder.add(name, shape: [rows, columns], values.toArray())
        }
        func gain(_ name: String) { builder.add(name, shape: [d], (0..<d).map { _ in 0.5 + random.uniform() }) }
        matrix("token_embd.weight", vocabulary, d)
        gain("output_norm.weight")
        for layer in 0..<2 {
            gain("blk.\(layer).attn_norm.weight")
            gain("blk.\(layer).ffn_norm.weight")
            matrix("blk.\(layer).attn_q.weight", heads * width, d)
            matrix("blk.\(layer).attn_k.weight", 2 * width, d)
            matrix("blk.\(layer).attn_v.weight", 2 * width, d)
            matrix("blk.\(layer).attn_output.weight", d, heads * width)
            matrix("blk.\(layer).ffn_gate.weight", f, d)
            matrix("blk.\(layer).ffn_up.weight", f, d)
            matrix("blk.\(layer).ffn_down.weight", d, f)
        }
        return builder
    }

    @Test(arguments: BlockType.allCases, Kernels.available)
    func `a quantised model has the bits of the one with its numbers in float32`(type: BlockType, isa: Kernels.ISA) throws {
        try withTemporaryFolder { scratch in
            let engine = ComputeEngine(threads: 2, isa: isa)
            let files = try [false, true].map { expanded in
                let url = scratch.appending(path: "\(expanded).gguf")
                try quantised(type, expanded: expanded, engine: engine).write(to: url)
                return url.path(percentEncoded: false)
            }
            let ours = try everything(LanguageModel(folder: files[0], engine: engine))
            let plain = try everything(LanguageModel(folder: files[1], engine: engine))
            for (a, b) in zip(ours, plain) { #expect(a.values.map(\.bitPattern) == b.values.map(\.bitPattern), "\(a.name)") }
            #expect(ours.allSatisfy { $0.values.allSatisfy(\.isFinite) && $0.values.contains { abs($0) > 1e-6 } })
        }
    }
}
