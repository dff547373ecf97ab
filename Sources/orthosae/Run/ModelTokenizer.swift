import Foundation
import TensorFiles
import Tokens

/// The tokenizer of a model, wherever it lies: beside the weights of a folder, inside a GGUF file, or a `tokenizer.json` by
/// itself.
enum ModelTokenizer {
    /// - Parameter model: a folder, a GGUF file, a `tokenizer.json`; nil, `embedded` or another of `EmbeddedGemma`: a model inside the program.
    /// - Returns: the tokenizer, and the file that it was read from.
    /// - Throws: what opening it throws.
    static func open(_ model: String?) throws -> (tokenizer: Tokenizer, file: String) {
        if let model, let file = try Places.hubTokenizer(model) { return (try Tokenizer(file: file), file) }
        let model = try Places.model(model)
        if GGUFFile.isOne(model) {
            return (try Tokenizer(GGUFVocabulary(GGUFFile(URL(filePath: model))), at: model), model)
        }
        let file = model.hasSuffix(".json") ? model : model + "/tokenizer.json"
        return (try Tokenizer(file: file), file)
    }
}
