import Activations
import Engine
import Evaluation
import Failures
import Foundation
import Harvest
import LanguageModels
import Records
import Tokens

/// `orthosae harvest --spelling`: words in spelling prompts through the model, then a stream drawn from them into shards,
/// and the testbed beside it.
struct SpellingHarvestRun {
    let config: RunConfig
    let recipe: SpellingRecipe
    let engine: ComputeEngine
    private let hook: Hookpoint
    private let opened: ModelAndTokenizer
    private let fingerprint: String
    /// Plain text, where the stream has a share of it.
    private let text: PlainRows?
    let width: Int

    /// - Throws: what opening model and text throws.
    init(_ config: RunConfig, _ recipe: SpellingRecipe, engine: ComputeEngine) throws {
        self.config = config
        self.recipe = recipe
        self.engine = engine
        hook = try Hookpoint(config.model.hook)
        opened = try ModelAndTokenizer(config.model.path, processing: config.model.processing, engine: engine)
        fingerprint = try ModelFingerprint.of(folder: opened.folder)
        width = try opened.model.width(at: hook)
        text = recipe.textShare > 0
            ? PlainRows(InterruptibleStream(try LanguageInputs(config, engine: engine).stream), engine: engine) : nil
    }

    var settings: HarvestSettings {
        var settings = HarvestSettings(config, modelFingerprint: fingerprint)
        settings.spelling = recipe
        return settings
    }

    /// Writes shards and testbed.
    ///
    /// - Parameters:
    ///   - wrote: told of each file beside the shards, which `abandon` does not know of.
    ///   - progress: what is being done, and the share of it done.
    /// - Returns: how many tokens the model computed.
    /// - Throws: `Failure`, and what `progress` throws.
    func write(
        to writer: ShardWriter, wrote: ([URL]) -> Void, progress: @escaping EvaluationProgress
    ) throws -> Int {
        let before = opened.model.tokensComputed
        // Prompts begin as TransformerLens would have them.
        let tokenizer = opened.model.configuration.beginsPromptsWithBOS ? opened.tokenizer : opened.tokenizer.withoutBOS()
        let harvest = try SpellingHarvest(
            recipe, model: opened.model, tokenizer: config.data.prependBOS ? tokenizer : tokenizer.withoutBOS(), hook: hook,
            engine: engine, progress: progress)
        let texts = Int(bounded: (Double(SpellingTestbed.heldOutRows) * recipe.textShare).rounded())
        let words = harvest.heldOutRows(SpellingTestbed.heldOutRows - texts, engine: engine)
        let heldOut = Matrix(rows: words.rows + texts, columns: width), plain = Matrix(rows: texts, columns: width)
        // The first of the text, so that the stream does not have it.
        if let text, texts > 0 {
            try text.take(texts, into: plain, at: 0)
            if recipe.centers { engine.subtractRow(plain, harvest.mean, into: plain) }
        }
        engine.copyRows(of: words, into: heldOut)
        engine.copyRows(of: plain, into: heldOut, from: words.rows)
        wrote([SpellingTestbed.tensorsName, SpellingTestbed.wordsName].map { writer.folder.appending(path: $0) })
        try harvest.write(
            to: writer.folder, hook: hook, heldOut: words, text: plain, engine: engine, progress: progress)
        try writer.writeHeldOut(from: MatrixStream(heldOut, engine: engine), atMost: heldOut.rows)
        let stream = SpellingStream(
            words: harvest.stream, draw: harvest.streamDraw, text: text, minus: recipe.centers ? harvest.mean : nil,
            share: recipe.textShare, seed: recipe.seed, engine: engine)
        try writer.write(from: stream, tokens: config.data.tokens) { done in
            try progress("the stream", Double(done) / Double(config.data.tokens))
            return true
        }
        return opened.model.tokensComputed - before + (text?.tokensComputed ?? 0)
    }
}
