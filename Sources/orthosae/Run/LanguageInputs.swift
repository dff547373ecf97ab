import Engine
import Failures
import Harvest
import LanguageModels
import Records
import Tokens

/// A model, its tokenizer and a corpus, opened and checked against each other before any work.
struct LanguageInputs {
    /// As metadata name it: the folder's own name.
    let modelName: String
    let fingerprint: String
    /// The activations at the hook, without the held-out rows.
    let stream: HarvestStream
    let heldOutRows: [TokenRow]
    private let model: LanguageModel
    private let hook: Hookpoint
    private let dropped: Int32?
    private let engine: ComputeEngine

    /// - Throws: `Failure`: `.usage` for a hook or context that the model has not, `.badData` where tokenizer and model
    ///   disagree, and what opening each throws.
    init(_ config: RunConfig, engine: ComputeEngine) throws {
        self.engine = engine
        hook = try Hookpoint(config.model.hook)
        let opened = try ModelAndTokenizer(config.model.path, processing: config.model.processing, engine: engine)
        let (folder, tokenizer) = (opened.folder, opened.tokenizer)
        modelName = opened.name
        model = opened.model
        fingerprint = try ModelFingerprint.of(folder: folder)
        _ = try model.width(at: hook)
        let shape = model.configuration
        guard config.data.context <= shape.contextLength else {
            throw Failure(
                .usage, "data.context \(config.data.context) is longer than the model's \(shape.contextLength)",
                at: folder)
        }
        let files = try Places.corpus(config.data.corpus)
        let name = modelName
        func rows() throws -> TokenRowStream {
            try TokenRowStream(config.data, files: files, tokenizer: tokenizer, modelName: name)
        }
        // The first row is read even where none is held out: so an empty or damaged corpus is found now.
        let beginning = try rows()
        let first = try HeldOutRows.take(max(1, config.data.heldOutRows), from: beginning)
        for note in beginning.notes { Places.sayOnce(note) }
        heldOutRows = Array(first.prefix(config.data.heldOutRows))
        if let token = config.data.maskToken, token >= shape.vocabularySize {
            throw Failure(
                .usage, "data.mask_token \(token) is not among the model's \(shape.vocabularySize) ids", at: folder,
                remedy: "orthosae tokenize shows the ids of a text")
        }
        dropped = config.data.dropBOS ? tokenizer.bosID : nil
        stream = HarvestStream(
            model: model, tokens: try rows(), hook: hook, dropBOS: config.data.dropBOS,
            heldOutRows: config.data.heldOutRows,
            masking: TokenMasking(config, vocabulary: shape.vocabularySize, bosID: tokenizer.bosID), engine: engine)
    }

    /// The held-out rows' activations; nil when none are held out.
    func heldOutStream() -> HeldOutStream? {
        heldOutRows.isEmpty
            ? nil : HeldOutStream(model: model, rows: heldOutRows, hook: hook, dropping: dropped, engine: engine)
    }

    static func lastName(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
