import ArgumentParser
import Evaluation
import Tokens

/// How an SAE's latents for classes of tokens are looked for.
struct TokenClassOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Tokens of text to look at, rounded up to whole rows: the first of the corpus.", valueName: "n"),
        transform: OptionNumber.whole(1_000...10_000_000))
    var classTokens = TokenClassSettings().tokens

    func settings(seed: UInt32) -> TokenClassSettings {
        var settings = TokenClassSettings()
        settings.tokens = classTokens
        settings.seed = UInt64(seed)
        return settings
    }

    /// Core's text, as many rows as are wanted here.
    ///
    /// - Throws: as `CoreOptions.tokens`.
    func tokens(
        _ core: CoreOptions, _ inputs: EvaluationInputs, _ group: EvaluationInputs.Group
    ) throws -> EvaluationTokens {
        let wanted = TokenClassOptions.rows(settings(seed: 0), context: core.context)
        let tokens = try core.tokens(wanted, inputs, group)
        // A token matrix may have more, which core reads; fewer are what there is.
        return tokens.rows.count <= wanted
            ? tokens
            : EvaluationTokens(
                rows: Array(tokens.rows[..<wanted]), context: tokens.context, source: tokens.source, place: tokens.place)
    }

    static func rows(_ settings: TokenClassSettings, context: Int) -> Int {
        (settings.tokens + context - 1) / max(1, context)
    }
}
