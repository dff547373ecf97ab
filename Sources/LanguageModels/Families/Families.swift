import Failures
import TensorFiles

/// A family of language models: a reader of `config.json` into a description. One file in this folder, and one line in
/// `Families.all`.
protocol ModelFamily: Sendable {
    /// What `model_type` says.
    static var types: [String] { get }
    /// What `architectures` says, where `model_type` is absent.
    static var architectures: [String] { get }

    /// Throws `Failure(.badData)` for a key that is of the wrong type, impossible, or asks for what is not built.
    static func describe(_ file: ConfigurationFile, type: String) throws -> ModelDescription
}

enum Families {
    static let all: [any ModelFamily.Type] = [
        LlamaFamily.self, MistralFamily.self, Qwen2Family.self, Qwen3Family.self, GemmaFamily.self, Gemma2Family.self,
        Gemma3Family.self, GPT2Family.self, GPTNeoFamily.self, GPTNeoXFamily.self, OLMo2Family.self, PhiFamily.self,
        Phi3Family.self,
    ]

    static var types: [String] { all.flatMap { $0.types } }
}

extension ModelDescription {
    /// Reads `folder/config.json`. Where a key is absent that `transformers` gives a default, the default holds.
    ///
    /// Throws `Failure`: `.missingInput` without the file, `.badData` for a family that is not known, a key that is of
    /// the wrong type or impossible, and for a model that has a part which this implementation lacks.
    public init(folder: String) throws {
        let file = try ModelFolder.configuration(folder)
        for key in ["num_experts", "num_local_experts", "n_routed_experts"] where file.has(key) {
            throw file.wrong(key, "none: mixtures of experts are not built")
        }
        if file.has("model_type") {
            let type = try file.string("model_type")
            guard let family = Families.all.first(where: { $0.types.contains(type) }) else {
                throw file.wrong("model_type", "one of \(Families.types.joined(separator: ", "))")
            }
            self = try family.describe(file, type: type)
        } else {
            let name = try file.has("architectures") ? file.strings("architectures").first ?? "" : ""
            guard let family = Families.all.first(where: { $0.architectures.contains(name) }) else {
                throw file.wrong("model_type", "one of \(Families.types.joined(separator: ", "))")
            }
            self = try family.describe(file, type: family.types[0])
        }
    }
}
