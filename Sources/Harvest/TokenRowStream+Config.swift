public import Records
public import Tokens

extension TokenRowStream {
    /// The rows of text that a run's settings ask for.
    ///
    /// - Parameters:
    ///   - files: what `data.corpus` stands for, as `Corpus.files(at:)` returns it.
    ///   - modelName: for a note where the text was tokenised for another model.
    /// - Throws: `Failure` as the other initialiser does.
    public convenience init(_ data: DataConfig, files: [String], tokenizer: Tokenizer, modelName: String? = nil) throws {
        try self.init(
            files: files, tokenizer: tokenizer, context: data.context,
            packing: data.packing == .packed ? .packed : .document,
            onBadLine: data.onBadLine == .skip ? .skip : .fail, epochs: data.epochs,
            prependBOS: data.prependBOS, column: data.column, modelName: modelName)
    }
}
