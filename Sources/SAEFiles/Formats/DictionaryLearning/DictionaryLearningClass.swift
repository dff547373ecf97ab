import Failures
import TensorFiles

/// dictionary_learning's classes: which tensors each has, and what they compute. Source: exchange.md 1.3;
/// dictionary_learning dictionary.py, trainers/top_k.py, batch_top_k.py, matryoshka_batch_top_k.py.
enum DictionaryLearningClass: String, CaseIterable {
    case autoEncoder = "AutoEncoder"
    case autoEncoderNew = "AutoEncoderNew"
    case gated = "GatedAutoEncoder"
    case jumpReLU = "JumpReluAutoEncoder"
    case topK = "AutoEncoderTopK"
    case batchTopK = "BatchTopKSAE"
    case matryoshka = "MatryoshkaBatchTopKSAE"

    /// Tensors by whose names a state dict is known to be of the class.
    var signature: [String] {
        switch self {
        case .autoEncoder: ["bias", "encoder.weight", "encoder.bias", "decoder.weight"]
        case .autoEncoderNew: ["encoder.weight", "encoder.bias", "decoder.weight", "decoder.bias"]
        case .gated: ["decoder_bias", "r_mag", "gate_bias", "mag_bias", "encoder.weight", "decoder.weight"]
        case .jumpReLU: ["W_enc", "b_enc", "W_dec", "b_dec", "threshold"]
        case .topK, .batchTopK: ["b_dec", "encoder.weight", "encoder.bias", "decoder.weight"]
        case .matryoshka: ["W_enc", "b_enc", "W_dec", "b_dec", "threshold"]
        }
    }

    /// Whether encoder and decoder are stored as nn.Linear has them, `[F, d]` and `[d, F]`; else `[d, F]` and `[F, d]`.
    var isLinear: Bool { self != .jumpReLU && self != .matryoshka }
    var decoderBias: String {
        switch self {
        case .autoEncoder: "bias"
        case .autoEncoderNew: "decoder.bias"
        case .gated: "decoder_bias"
        default: "b_dec"
        }
    }
    /// Whether the input loses b_dec before it is encoded.
    var subtractsBias: Bool { self != .autoEncoderNew && self != .jumpReLU }

    /// Those whose tensors a file has and no others, but for AutoEncoderNew's, which are anybody's linear layers.
    static func fitting(_ file: PickleFile) -> [DictionaryLearningClass] {
        allCases.filter { kind in
            guard kind != .autoEncoderNew, let dict = file.stateDict(with: kind.signature) else { return false }
            let names = PickleWeights(file, root: dict).names
            if kind == .topK || kind == .batchTopK, !names.contains("k") { return false }
            let isMatryoshka = names.contains("group_sizes")
            return Set(names).isSubset(of: Set(kind.signature + ["k", "threshold", "group_sizes"])) && isMatryoshka == (kind == .matryoshka)
        }
    }

    /// The class of a state dict by its names, where no configuration says it; nil where two have the same, or none.
    static func known(by names: Set<String>) -> DictionaryLearningClass? {
        if names.contains("group_sizes") { return .matryoshka }
        if names.contains("k") { return nil }
        return [.gated, .autoEncoder, .autoEncoderNew, .jumpReLU].first { names.isSuperset(of: $0.signature) }
    }
}
