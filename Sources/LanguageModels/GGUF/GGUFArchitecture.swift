import Files

/// A kind of model as GGUF files name it, and as which family's `config.json` its keys are read: what a family computes is
/// described once, in its own reader. What the file does not say (activation, which layers have a window, scales) is
/// fixed by the architecture in llama.cpp, and given here or by the family's defaults.
struct GGUFArchitecture: Sendable {
    /// What `general.architecture` says.
    let name: String
    let family: any ModelFamily.Type
    /// The family's `model_type`.
    let type: String
    var keys = Keys.llama
    var norm = Norm.rms
    var window = Window.refused
    /// Whether rows of q and k lie pair by pair, as llama.cpp's own rotary embedding wants them.
    var interleavesHeads = false
    /// The number of layers at which scores are scaled by the root of d / H and not of D: Gemma's 27B models.
    var layersScaledByWidth: Int?
    /// Keys of `config.json` with one value for all files of this architecture.
    var constants: [String: JSONTree] = [:]

    /// The spelling of sizes in `config.json`.
    enum Keys: Sendable { case llama, gpt2 }

    enum Norm: Sendable { case rms, layer }

    /// What `attention.sliding_window` means.
    enum Window: Sendable {
        /// Which layers would have it is not said, so a file that has it is refused.
        case refused
        /// All layers have it; absent or 0: none has.
        case allLayers
        /// The family says which layers; absent: this width.
        case byFamily(absent: Int?)
    }

    static let all: [GGUFArchitecture] = [
        .init(name: "llama", family: LlamaFamily.self, type: "llama", window: .allLayers, interleavesHeads: true),
        .init(name: "qwen2", family: Qwen2Family.self, type: "qwen2"),
        .init(name: "qwen3", family: Qwen3Family.self, type: "qwen3"),
        .init(name: "gemma", family: GemmaFamily.self, type: "gemma"),
        .init(
            name: "gemma2", family: Gemma2Family.self, type: "gemma2", window: .byFamily(absent: 4096),
            layersScaledByWidth: 46),
        .init(
            name: "gemma3", family: Gemma3Family.self, type: "gemma3_text", window: .byFamily(absent: nil),
            layersScaledByWidth: 62),
        .init(name: "gpt2", family: GPT2Family.self, type: "gpt2", keys: .gpt2, norm: .layer),
        .init(
            name: "gptneox", family: GPTNeoXFamily.self, type: "gpt_neox", norm: .layer,
            constants: ["partial_rotary_factor": 1, "rotary_pct": 1]),
        .init(
            name: "phi2", family: PhiFamily.self, type: "phi", norm: .layer, constants: ["partial_rotary_factor": 1]),
        .init(name: "phi3", family: Phi3Family.self, type: "phi3", window: .allLayers),
        .init(name: "olmo2", family: OLMo2Family.self, type: "olmo2"),
    ]
}
