package import Engine
import Failures
package import LanguageModels
package import Tokens

/// Prompts as token ids, cut behind the position that is read: a token sees only those before it, so what follows
/// cannot reach the activation.
package struct PromptTokens {
    /// One row a prompt, its last id the word's last token.
    package let rows: [[Int32]]

    /// Throws `Failure(.badData)` for a tokenizer without BOS, one whose tokens put something else than the word at the
    /// position that is read, and a prompt too short to be one.
    package init(_ prompts: [FirstLetterPrompt], tokenizer: Tokenizer) throws {
        let beginning = try tokenizer.beginning()
        let behind = -AbsorptionConstants.position - 1
        rows = try prompts.map { prompt in
            let ids = beginning + tokenizer.encode(prompt.text, addSpecialTokens: false)
            guard ids.count > behind + 1 else {
                throw Failure(
                    .badData, "the prompt of \(prompt.word.quoted) has \(ids.count) tokens; \(behind + 2) are the least",
                    remedy: "give prompts in the form of \(FirstLetterPrompt.template)")
            }
            return ids.dropLast(behind)
        }
        // The position is SAEBench's constant, made for tokenizers to which each of these words is one token.
        guard let prompt = prompts.first else { return }
        let question = tokenizer.decode(
            tokenizer.encode(prompt.text, addSpecialTokens: false).suffix(behind), skipSpecialTokens: false)
        guard question.drop(while: \.isWhitespace) == "has the first letter:" || !prompt.text.hasSuffix(" has the first letter:")
        else {
            throw Failure(
                .badData,
                "the last \(behind) tokens of a prompt are \(question.quoted), so the position that is read, "
                    + "\(AbsorptionConstants.position), is not the word",
                remedy: "absorption needs a tokenizer to which ' has the first letter:' is \(behind) tokens")
        }
    }

    /// SAEBench reads all prompts of a letter at one position, so they must be equally long.
    ///
    /// Throws `Failure(.badData)`, naming letter and word.
    package func requireEqualLengths(of prompts: [FirstLetterPrompt]) throws {
        var lengths: [Int: (count: Int, word: String)] = [:]
        for (row, prompt) in zip(rows, prompts) {
            let first = lengths[prompt.letter] ?? (row.count, prompt.word)
            guard first.count == row.count else {
                let behind = -AbsorptionConstants.position - 1
                throw Failure(
                    .badData,
                    "the prompts of letter \(FirstLetter.name(prompt.letter).quoted) have different lengths: "
                        + "\(first.count + behind) tokens for \(first.word.quoted), "
                        + "\(row.count + behind) for \(prompt.word.quoted)",
                    remedy: "the tokenizer does not give its words back as one token each; absorption needs one that does")
            }
            lengths[prompt.letter] = first
        }
    }

    /// The activations at each row's last token. `[rows.count, d]`.
    ///
    /// Throws as the model does, and what `progress` throws.
    package func activations(
        in model: LanguageModel, at hook: Hookpoint, batch: Int, engine: ComputeEngine, progress: (Double) throws -> Void
    ) throws -> Matrix {
        let width = try model.width(at: hook)
        let result = Matrix(rows: rows.count, columns: width)
        for start in stride(from: 0, to: rows.count, by: batch) {
            let tokens = TokenBatch(Array(rows[start..<min(rows.count, start + batch)]))
            let all = Matrix(rows: tokens.count, columns: width)
            try model.activations(of: tokens, at: hook, into: all)
            let last = tokens.lengths.enumerated().map { Int32($0 * tokens.length + $1 - 1) }
            engine.gatherRows(all, last[...], into: result, from: start)
            try progress(Double(start + tokens.sequences) / Double(rows.count))
        }
        return result
    }
}
