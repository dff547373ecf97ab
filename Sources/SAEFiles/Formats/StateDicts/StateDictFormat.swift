import Autoencoders
import Engine
import Failures
import Files
import Foundation
import Records
import TensorFiles

/// A single `.pt` or `.pth` file with a dictionary of weights and nothing that says what they are: known by the names of
/// its tensors, and told apart by what stands beside it or in the repository's name. Source: exchange.md 1.8.
///
/// | tensors | whose | computes |
/// |---|---|---|
/// | encoder_linear.*, decoder_linear.* | Goodfire | relu, b_dec not subtracted |
/// | encoder.*, decoder.* with both biases | qresearch | relu, b_dec not subtracted |
/// | W_enc `[F, d]`, W_dec `[d, F]`, b_enc, b_dec | Qwen Scope | topk with the k of the repository's name |
/// | W_enc `[d, F]`, W_dec `[F, d]` and `_cfg.json` beside | ckkissane's attention SAEs | relu, b_dec subtracted |
/// | pre_bias, latent_bias, encoder.weight, decoder.weight | OpenAI | topk of rows brought to scale, or relu |
enum StateDictFormat: SAEFormat {
    static let name = "a .pt dictionary"
    private static let endings: Set<String> = ["pt", "pth"]

    /// The file that was named, or the only one of its kind in the folder.
    private static func file(_ place: SAEPlace) -> URL? {
        if let file = place.file { return endings.contains(file.pathExtension) ? file : nil }
        guard let names = try? FolderListing(place.folder.filePath).names else { return nil }
        let all = names.filter { endings.contains(URL(filePath: $0).pathExtension) }
        return all.count == 1 ? place[all[0]] : nil
    }

    private static func configuration(_ file: URL) -> URL {
        file.deletingLastPathComponent().appending(path: file.deletingPathExtension().lastPathComponent + "_cfg.json")
    }

    /// In a folder one file that could be a checkpoint of anything is not enough: its weights must be an SAE's.
    static func matches(_ place: SAEPlace) -> Bool {
        guard let file = file(place) else { return false }
        return place.file != nil || (try? PickleFile(file)).map { layout($0) != nil || !DictionaryLearningClass.fitting($0).isEmpty } == true
    }

    static func files(_ place: SAEPlace) -> [URL] {
        guard let file = file(place) else { return [] }
        let beside = configuration(file)
        return (FileManager.default.fileExists(atPath: beside.filePath) ? [beside] : []) + [file]
    }

    private enum Layout: CaseIterable {
        case goodfire, openAI, linear, plain
        var names: [String] {
            switch self {
            case .goodfire: ["encoder_linear.weight", "encoder_linear.bias", "decoder_linear.weight", "decoder_linear.bias"]
            case .openAI: ["pre_bias", "latent_bias", "encoder.weight", "decoder.weight"]
            case .linear: ["encoder.weight", "encoder.bias", "decoder.weight", "decoder.bias"]
            case .plain: ["W_enc", "W_dec", "b_enc", "b_dec"]
            }
        }
    }

    private static func layout(_ file: PickleFile) -> (Layout, PickleWeights)? {
        for layout in Layout.allCases {
            if let dict = file.stateDict(with: layout.names) { return (layout, PickleWeights(file, root: dict)) }
        }
        return nil
    }

    static func read(_ place: SAEPlace, _ hints: SAEHints, _ engine: ComputeEngine) throws -> SAEContents {
        guard let file = file(place) else { throw Failure(.missingInput, "there is no .pt file", at: place.url.relativePath) }
        let pickle = try PickleFile(file)
        let fitting = DictionaryLearningClass.fitting(pickle)
        guard fitting.isEmpty else {
            throw Failure(
                .badData, "holds the tensors of dictionary_learning's \(fitting.map(\.rawValue).joined(separator: " or ")), and there is no "
                    + "config.json that says which class it is", at: pickle.path,
                remedy: "put the trainer's config.json beside it")
        }
        guard let (layout, source) = layout(pickle) else {
            throw Failure(
                .badData, "is no SAE that is known here; it holds \(pickle.keys(atMost: 8).joined(separator: ", "))", at: pickle.path,
                remedy: "known are dictionary_learning's, Qwen Scope's, Goodfire's, qresearch's, ckkissane's and OpenAI's")
        }
        let weights = Weights(source, engine: engine), beside = configuration(file)
        let cfg =
            try FileManager.default.fileExists(atPath: beside.filePath)
            ? ConfigurationFile(beside, remedy: "fetch the file again") : nil
        switch layout {
        case .goodfire: return try LinearState.read(weights, "Goodfire", "encoder_linear", "decoder_linear", place, hints)
        case .linear: return try LinearState.read(weights, "qresearch", "encoder", "decoder", place, hints)
        case .openAI: return try OpenAIState.read(weights, source, SAEDescription(reading: hints), files(place))
        case .plain:
            return try cfg.map { try AttentionState.read($0, weights, place, hints) } ?? QwenState.read(weights, place, hints)
        }
    }
}
