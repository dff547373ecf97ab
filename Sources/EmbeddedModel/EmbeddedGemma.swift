import Failures
import Foundation

/// The language model, tokenizer and corpus that come with the package, so that everything runs without a download:
/// a six-layer Gemma-2 of width 256 and text that it wrote itself. `README.md` beside this file lists the files.
public enum EmbeddedGemma {
    /// What a configuration writes for it, as model and as corpus.
    public static let name = "embedded"
    /// What its SAEs' metadata calls it.
    public static let modelName = "gemma2-nano"

    /// The Hugging Face model folder: `config.json`, `model.safetensors`, `tokenizer.json`.
    ///
    /// - Throws: `Failure(.missingInput)` when the resources were left behind by whoever moved the program.
    public static func folder() throws -> String {
        // Not `Bundle.module`: where the resources are missing it ends the process, and that is an installation's
        // mistake, not a programmer's.
        for base in candidates() {
            let folder = base.appending(path: modelName)
            if FileManager.default.fileExists(atPath: folder.appending(path: "config.json").path) { return folder.path }
        }
        throw Failure(
            .missingInput, "the embedded model is not beside the program", at: candidates().first?.path,
            remedy: "keep the folder \(bundleName) next to the executable, or name a model with --model")
    }

    /// Text in the model's own distribution, in the Pile's layout: 6,135 documents, 780 thousand tokens.
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
