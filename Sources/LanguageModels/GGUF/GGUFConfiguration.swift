import Failures
import Files
import TensorFiles

/// A GGUF file's keys under the names of `config.json`, with the values as they are: the family's reader checks them, and
/// its messages name the key of the file.
struct GGUFConfiguration {
    private let file: GGUFFile
    private let architecture: GGUFArchitecture
    private var members: [String: JSONTree]
    /// By the name in `config.json`, the file's key.
    private var shown: [String: String] = [:]
    private var metadata: GGUFMetadata { file.metadata }

    /// The keys as the family's reader wants them.
    ///
    /// Throws `.badData` for a key that is missing, of another kind, or asks for what is not built.
    static func read(_ file: GGUFFile, _ architecture: GGUFArchitecture) throws -> ConfigurationFile {
        var configuration = GGUFConfiguration(file: file, architecture: architecture, members: architecture.constants)
        try configuration.requireNothingElse()
        try configuration.addSizes()
        try configuration.addAttention()
        try configuration.addRotary()
        return ConfigurationFile(
            path: file.path, members: configuration.members, shownAs: configuration.shown,
            remedy: "the file is damaged, or of a model that is not built here")
    }

    private init(file: GGUFFile, architecture: GGUFArchitecture, members: [String: JSONTree]) {
        self.file = file
        self.architecture = architecture
        self.members = members
    }

    private func key(_ name: String) -> String { "\(architecture.name).\(name)" }
    private func has(_ name: String) -> Bool { metadata.has(key(name)) }

    private mutating func set(_ name: String, _ value: JSONTree, from key: String) {
        members[name] = value
        shown[name] = self.key(key)
    }

    /// A number of the whole model; some files say it layer by layer.
    private func size(_ name: String) throws -> Int {
        let values = try metadata.integers(key(name))
        guard let first = values.first, values.allSatisfy({ $0 == first }) else {
            throw metadata.wrong(key(name), "one number for all layers")
        }
        return first
    }

    private mutating func addSizes() throws {
        let isGPT2 = architecture.keys == .gpt2
        for (from, name, old) in [
            ("embedding_length", "hidden_size", "n_embd"), ("block_count", "num_hidden_layers", "n_layer"),
            ("feed_forward_length", "intermediate_size", "n_inner"), ("attention.head_count", "num_attention_heads", "n_head"),
            ("context_length", "max_position_embeddings", "n_positions"),
        ] {
            set(isGPT2 ? old : name, .integer(try size(from)), from: from)
        }
        switch architecture.norm {
        case .rms:
            let from = "attention.layer_norm_rms_epsilon"
            set("rms_norm_eps", .number(try metadata.number(key(from))), from: from)
        case .layer:
            let from = "attention.layer_norm_epsilon"
            set(isGPT2 ? "layer_norm_epsilon" : "layer_norm_eps", .number(try metadata.number(key(from))), from: from)
        }
        // The embedding may have rows for more ids than the tokenizer has.
        guard let rows = try file.tensor("token_embd.weight").shape.first, rows <= Int32.max else {
            throw metadata.wrong(key("vocab_size"), "a vocabulary of at most \(Int32.max)")
        }
        members["vocab_size"] = .integer(rows)
        members["tie_word_embeddings"] = .bool(!file.contains("output.weight"))
        if has("use_parallel_residual") {
            set("use_parallel_residual", .bool(try metadata.bool(key("use_parallel_residual"))), from: "use_parallel_residual")
        }
    }

    private mutating func addAttention() throws {
        let d = try size("embedding_length"), heads = try size("attention.head_count")
        guard heads > 0 else { throw metadata.wrong(key("attention.head_count"), "a number above 0") }
        if has("attention.head_count_kv") {
            set("num_key_value_heads", .integer(try size("attention.head_count_kv")), from: "attention.head_count_kv")
        }
        var width = d / heads
        if has("attention.key_length") {
            width = try size("attention.key_length")
            set("head_dim", .integer(width), from: "attention.key_length")
        } else {
            guard d % heads == 0 else { throw metadata.wrong(key("attention.head_count"), "a divisor of the width \(d)") }
            set("head_dim", .integer(width), from: "attention.head_count")
        }
        if has("attention.value_length"), try size("attention.value_length") != width {
            throw metadata.wrong(key("attention.value_length"), "\(width), the length of keys")
        }
        let byWidth = try architecture.layersScaledByWidth == size("block_count")
        set("query_pre_attn_scalar", byWidth ? .number(Double(d) / Double(heads)) : .integer(width), from: "attention.key_length")
        for name in ["attn_logit_softcapping", "final_logit_softcapping"] where has(name) {
            set(name, .number(try metadata.number(key(name))), from: name)
        }
        try addWindow()
    }

    private mutating func addWindow() throws {
        let from = "attention.sliding_window", pattern = "attention.sliding_window_pattern"
        let given = has(from) ? try size(from) : nil
        switch architecture.window {
        case .refused:
            guard given ?? 0 == 0 else {
                throw metadata.wrong(key(from), "none: which layers of this architecture have a window is not built")
            }
        case .allLayers:
            if let given, given != 0 { set("sliding_window", .integer(given), from: from) }
        case .byFamily(let absent):
            guard let window = given ?? absent else { throw metadata.wrong(key(from), "a width") }
            set("sliding_window", .integer(window), from: from)
        }
        guard has(pattern) else { return }
        guard case .byFamily = architecture.window else { throw metadata.wrong(key(pattern), "none") }
        if let every = try? metadata.integer(key(pattern)) {
            let layers = try size("block_count")
            guard every >= 1, layers <= 10_000 else { throw metadata.wrong(key(pattern), "a number above 0") }
            setLayerTypes((0..<max(0, layers)).map { ($0 + 1) % every != 0 }, from: pattern)
        } else {
            setLayerTypes(try metadata.bools(key(pattern)), from: pattern)
        }
    }

    private mutating func setLayerTypes(_ sliding: [Bool], from key: String) {
        set("layer_types", .list(sliding.map { .text($0 ? "sliding_attention" : "full_attention") }), from: key)
    }

    private mutating func addRotary() throws {
        if has("rope.freq_base") {
            set("rope_theta", .number(try metadata.number(key("rope.freq_base"))), from: "rope.freq_base")
        } else {
            set("rope_theta", 10_000.0, from: "rope.freq_base")
        }
        if has("rope.freq_base_swa") {
            set("rope_local_base_freq", .number(try metadata.number(key("rope.freq_base_swa"))), from: "rope.freq_base_swa")
        }
        var kind = has("rope.scaling.type") ? try metadata.string(key("rope.scaling.type")) : "none"
        var factorKey = "rope.scaling.factor"
        if kind == "none", has("rope.scale_linear") { (kind, factorKey) = ("linear", "rope.scale_linear") }
        var scaling: [JSONTree.Member] = []
        switch kind {
        case "none": return
        case "linear": break
        case "yarn":
            scaling.append(.init("original_max_position_embeddings", .integer(try size("rope.scaling.original_context_length"))))
            for (from, name) in [("rope.scaling.yarn_beta_fast", "beta_fast"), ("rope.scaling.yarn_beta_slow", "beta_slow")]
            where has(from) {
                scaling.append(.init(name, .number(try metadata.number(key(from)))))
                shown[name] = key(from)
            }
        default: throw metadata.wrong(key("rope.scaling.type"), "'none', 'linear' or 'yarn'")
        }
        scaling.append(.init("rope_type", .text(kind)))
        scaling.append(.init("factor", .number(try metadata.number(key(factorKey)))))
        shown["factor"] = key(factorKey)
        shown["original_max_position_embeddings"] = key("rope.scaling.original_context_length")
        set("rope_scaling", .object(scaling), from: "rope.scaling.type")
    }

    /// Throws for what would change the result and is not built: none of the architectures here has it in llama.cpp either,
    /// so a file with it is of something else.
    private func requireNothingElse() throws {
        if metadata.has("general.type"), try metadata.string("general.type") != "model" {
            throw metadata.wrong("general.type", "'model'")
        }
        let neutral: [(String, Double)] = [
            ("expert_count", 0), ("attention.max_alibi_bias", 0), ("attention.clamp_kqv", 0), ("attention.scale", 0),
            ("attention.output_scale", 0), ("attention.temperature_scale", 0), ("attention.temperature_length", 0),
            ("residual_scale", 1), ("embedding_scale", 1), ("logit_scale", 1), ("rope.scaling.attn_factor", 1),
            ("rope.scaling.yarn_log_multiplier", 0), ("rope.scaling.yarn_ext_factor", 1), ("rope.scaling.yarn_attn_factor", 1),
        ]
        for (name, value) in neutral where has(name) {
            guard try metadata.number(key(name)) == value else {
                throw metadata.wrong(key(name), "\(Int(value)) or nothing: it is not built")
            }
        }
        if has("attention.causal"), try !metadata.bool(key("attention.causal")) {
            throw metadata.wrong(key("attention.causal"), "true")
        }
    }
}
