import Engine
import Failures
import TensorFiles

extension ModelDescription {
    /// Reads a GGUF file's keys, and from its tensors which biases and which output matrix there are.
    ///
    /// Throws `.badData` for an architecture that is not known, a key that is missing, of another kind or impossible, and
    /// for a model that has a part which is not built.
    init(_ file: GGUFFile) throws {
        let name = try file.metadata.string("general.architecture")
        guard let architecture = GGUFArchitecture.all.first(where: { $0.name == name }) else {
            throw file.metadata.wrong(
                "general.architecture", "one of \(GGUFArchitecture.all.map(\.name).joined(separator: ", "))")
        }
        let configuration = try GGUFConfiguration.read(file, architecture)
        var model = try architecture.family.describe(configuration, type: architecture.type)
        if case .allLayers = architecture.window, configuration.has("sliding_window") {
            let window = try configuration.integer("sliding_window", in: ConfigurationFile.vocabularies)
            for layer in model.perLayer.indices { model.perLayer[layer].window = window }
        }
        // Converters add Gemma's one to the gains.
        if case .rms = model.norm.kind { model.norm.kind = .rms(offset: 0) }
        model.attention.hasBias = file.contains("blk.0.attn_q.bias") || file.contains("blk.0.attn_qkv.bias")
        model.attention.outputHasBias = file.contains("blk.0.attn_output.bias")
        model.feedForward.hasBias = file.contains("blk.0.ffn_up.bias")
        model.headHasBias = file.contains("output.bias")
        model.tensors = .gguf(model.tensors, file, interleavesHeads: architecture.interleavesHeads)
        try model.readRotaryTensors(file, architecture)
        self = model
    }

    /// How much of a head turns, and Llama 3.1's scaling, which lies in a tensor: the number that each frequency is divided
    /// by.
    private mutating func readRotaryTensors(_ file: GGUFFile, _ architecture: GGUFArchitecture) throws {
        let key = "\(architecture.name).rope.dimension_count", head = attention.headWidth
        if !rotaries.isEmpty, file.metadata.has(key) {
            let width = try file.metadata.integer(key)
            guard width >= 2, width <= head, width % 2 == 0 else {
                throw file.metadata.wrong(key, "an even number of columns that turn, at most \(head)")
            }
            guard width == head || !architecture.interleavesHeads else {
                throw file.metadata.wrong(key, "\(head): all columns of a head turn in this architecture")
            }
            for i in rotaries.indices { rotaries[i].width = width }
        }
        let name = "rope_freqs.weight"
        guard file.contains(name), !rotaries.isEmpty else { return }
        let divisors = try file.matrix(name, shape: [rotaries[0].width / 2]).toArray()
        guard rotaries.count == 1, rotaries[0].scaling == .none, divisors.allSatisfy({ $0.isFinite && $0 > 0 }) else {
            throw Failure(
                .badData, "tensor \(name.quoted) is no list of numbers above 0 beside an unscaled rotary embedding",
                at: file.path, remedy: "the file is damaged, or of a model that is not built here")
        }
        rotaries[0].scaling = .divided(by: divisors)
    }
}

extension TensorNames {
    /// The names that GGUF files have for the parts that a family has under names of its own. (The gguf package,
    /// `constants.py`.)
    static func gguf(_ family: TensorNames, _ file: GGUFFile, interleavesHeads: Bool) -> TensorNames {
        let isJoined = !interleavesHeads && file.contains("blk.0.attn_qkv.weight")
        let hidden: Hidden =
            switch family.hidden {
            case .plain: .plain("ffn_up")
            case .gated: .gated(gate: "ffn_gate", up: "ffn_up")
            case .joined: .joined("ffn_up")
            }
        return TensorNames(
            prefixes: [""], embedding: "token_embd", positions: family.positions.map { _ in "position_embd" }, block: "blk",
            finalNorm: "output_norm", heads: ["output"], attentionNorm: family.attentionNorm.map { _ in "attn_norm" },
            attentionPostNorm: family.attentionPostNorm.map { _ in "post_attention_norm" },
            queryKeyValue: isJoined ? .joined("attn_qkv") : .separate("attn_q", "attn_k", "attn_v"),
            queryNorm: family.queryNorm.map { _ in "attn_q_norm" }, keyNorm: family.keyNorm.map { _ in "attn_k_norm" },
            output: "attn_output", feedForwardNorm: family.feedForwardNorm.map { _ in "ffn_norm" },
            feedForwardPostNorm: family.feedForwardPostNorm.map { _ in "post_ffw_norm" }, hidden: hidden, down: "ffn_down",
            interleavesHeads: interleavesHeads,
            // Read with the rotary embedding; of older files, one for each layer.
            ignoredEndings: [".attn_rot_embd.weight"], ignoredBeginnings: ["rope_freqs."])
    }
}
