import Autoencoders
import EmbeddedModel
import Engine
import Failures
import LanguageModels
import Records
import SAEFiles
import Synchronization
import Tokens

/// A language model and the tokenizer beside it, or in the same GGUF file, opened and held against each other: every
/// command that reads text with a model opens them here.
struct ModelAndTokenizer {
    let model: LanguageModel
    let tokenizer: Tokenizer
    /// The model's folder, or its GGUF file.
    let folder: String
    /// As metadata name the model: the folder's or file's own name.
    let name: String

    /// - Parameters:
    ///   - path: a folder in Hugging Face's layout, or a GGUF file; nil, `embedded` or another of `EmbeddedGemma`: a model
    ///     that comes with the program.
    ///   - processing: as what the model's activations are taken, where not as they are.
    /// - Throws: `Failure`: `.badData` where the tokenizer has ids that the model lacks; what opening each throws.
    init(_ path: String?, processing: ModelProcessing = .none, engine: ComputeEngine) throws {
        folder = try Places.model(path)
        name = ModelAndTokenizer.name(path)
        model = try LanguageModel(folder: folder, processing: processing, engine: engine)
        for note in model.notes { ModelAndTokenizer.sayOnce("\(folder): \(note)") }
        let (tokenizer, file) = try ModelTokenizer.open(folder)
        self.tokenizer = tokenizer
        guard tokenizer.idLimit <= model.configuration.vocabularySize else {
            throw Failure(
                .badData,
                "the tokenizer has ids up to \(tokenizer.idLimit - 1), but the model has "
                    + "\(model.configuration.vocabularySize) tokens",
                at: file, remedy: "use the tokenizer that belongs to the model")
        }
    }

    /// As metadata name the model that a command or a configuration means by this; nil: the program's own.
    static func name(_ path: String?) -> String {
        let path = path ?? EmbeddedGemma.name
        return EmbeddedGemma(rawValue: path)?.modelName ?? RunPaths.modelName(path)
    }

    private static let said = Mutex<Set<String>>([])

    /// A command that opens a model several times says what is to be said of it once.
    private static func sayOnce(_ line: String) {
        if said.withLock({ $0.insert(line).inserted }) { Terminal.say("note: \(line)") }
    }
}

extension ModelConfig {
    var processing: ModelProcessing { .init(centersWriting: centersWriting, foldsValueBiases: foldsValueBiases) }
}

extension SAEDescription {
    /// As what the SAE takes the model's activations.
    var processing: ModelProcessing { .init(centersWriting: centersWriting, foldsValueBiases: foldsValueBiases) }

    /// What is wrong where a model must be named, because the SAE is not of the embedded one.
    func isOfAnotherModel(at place: String?) -> Failure {
        Failure(
            .usage,
            modelName.isEmpty
                ? "the SAE does not say which model it is of"
                : "the SAE is of \(modelName.quoted), which is not the embedded model",
            at: place, remedy: "name its folder or GGUF file with --model")
    }
}
