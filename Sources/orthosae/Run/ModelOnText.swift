import Engine
import Failures
import Files
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif
import LanguageModels
import Tokens

/// What a language model makes of a text file: whether folder, tokenizer and forward belong together is seen best there.
struct ModelOnText {
    let bytes: Int
    let tokens: Int
    let predicted: Int
    /// Nats a predicted token.
    let crossEntropy: Double
    var bitsPerByte: Double { crossEntropy * Double(predicted) / Double(bytes) / log(2) }

    /// The text as the tokenizer gives it to a model: with BOS where it begins texts with one.
    ///
    /// - Throws: `Failure`: `.badData` for a text of one token or none; what opening the file and the model throw.
    init(_ opened: ModelAndTokenizer, text path: String) throws {
        let text = try WholeFile.bytes(path)
        let ids = opened.tokenizer.encode(utf8: text, addSpecialTokens: true)
        guard ids.count > 1 else {
            throw Failure(.badData, "the text has \(ids.count) tokens; nothing can be predicted", at: path)
        }
        let (sum, count) = try opened.model.crossEntropy(of: ids)
        (bytes, tokens, predicted, crossEntropy) = (text.count, ids.count, count, sum / Double(count))
    }
}
