import Failures
import Files
import Foundation

/// The language models, with tokenizer and corpus, that come with the package, so that everything runs without a
/// download: a six-layer Gemma-2 of width 256 and text that it wrote itself, and the same model with first letters planted
/// in its vocabulary. `README.md` beside this file lists the files.
public enum EmbeddedGemma: String, CaseIterable, Sendable {
    /// The model as it was trained. Its SAEs have no latent for a first letter, so they cannot show absorption.
    case nano = "embedded"
    /// The model with a vocabulary of two levels: a direction for each first letter, and one for each frequent pair of
    /// first letters, in the embeddings; its last layers are trained again (`Tools/letter-model`). Its SAEs show absorption.
    case letters = "embedded-letters"

    /// What a configuration writes for the first one, as model and as corpus.
    public static let name = nano.rawValue
    /// What SAEs' metadata calls the first one.
    public static let modelName = nano.modelName

    /// The embedded model whose SAEs' metadata says so.
    public init?(modelName: String) {
        guard let own = EmbeddedGemma.allCases.first(where: { $0.modelName == modelName }) else { return nil }
        self = own
    }

    /// Where the model is that a user names: an embedded one's folder, or the path as it is.
    ///
    /// - Throws: `Failure(.missingInput)` for a word that is nothing on the disk and nearly an embedded model's name.
    public static func place(of path: String) throws -> String {
        if let embedded = EmbeddedGemma(rawValue: path) { return try embedded.modelFolder() }
        let names = allCases.map(\.rawValue)
        if !path.contains("/"), !FileManager.default.fileExists(atPath: path), Spelling.nearest(to: path, among: names) != nil {
            throw Failure(
                .missingInput, "there is no such model folder, and no such model in the program", at: path,
                remedy: Spelling.advice(for: path, among: names))
        }
        return path
    }

    /// Whether a configuration's model is one inside the program.
    public static func isName(_ path: String) -> Bool { EmbeddedGemma(rawValue: path) != nil }

    /// What SAEs' metadata calls it: its folder's name.
    public var modelName: String {
        switch self {
        case .nano: "gemma2-nano"
        case .letters: "gemma2-nano-letters"
        }
    }

    /// The first one's folder, as `modelFolder`.
    public static func folder() throws -> String { try nano.modelFolder() }

    /// The Hugging Face model folder: `config.json`, `model.safetensors`, `tokenizer.json`.
    ///
    /// - Throws: `Failure(.missingInput)` when the resources were left behind by whoever moved the program.
    public func modelFolder() throws -> String {
        // Not `Bundle.module`: where the resources are missing it ends the process, and that is an installation's
        // mistake, not a programmer's.
        let candidates = EmbeddedGemma.candidates()
        for base in candidates {
            let folder = base.appending(path: modelName)
            if FileManager.default.fileExists(atPath: folder.appending(path: "config.json").path) { return folder.path }
        }
        throw Failure(
            .missingInput, "the embedded model is not beside the program", at: candidates.first?.path,
            remedy: "keep the folder \(EmbeddedGemma.bundleName) next to the executable, or name a model with --model")
    }

    /// Text in the first model's own distribution, in the Pile's layout: 6,135 documents, 780 thousand tokens.
    public static func corpus() throws -> String { try folder() + "/corpus.jsonl.zst" }

    #if canImport(Darwin)
        private static let bundleName = "orthogonal-sae_EmbeddedModel.bundle"
    #else
        private static let bundleName = "orthogonal-sae_EmbeddedModel.resources"
    #endif

    /// Beside the executable (where the package manager puts them), in an app's resources, then in the checkout.
    private static func candidates() -> [URL] {
        let main = Bundle.main
        let executable = main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
        let checkout = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Resources")
        return [executable, main.bundleURL, main.resourceURL].compactMap { $0?.appending(path: bundleName) } + [
            checkout
        ]
    }
}
