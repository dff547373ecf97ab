import Autoencoders
import EmbeddedModel
import Failures
import Foundation
import Records

/// What a finished run tells.
struct TrainingResult {
    let config: RunConfig
    let folder: String
    let tokens: Int
    let seconds: Double
    let aliveInTraining: Double
    let aliveWindow: Int
    /// nil when no rows were held out.
    let figures: HeldOutFigures?
    /// What the figures say against the SAE (`Shortcomings`).
    let warnings: [String]
    let skippedLines: Int
    /// Set when the text ended before the tokens that were asked for.
    let shortOfText: Failure?

    /// For a person.
    var text: String {
        var rows: [(String, String)] = []
        if let figures {
            rows = [
                ("held-out tokens", Wording.count(figures.tokens)),
                ("explained variance", Wording.figure(figures.explainedVariance ?? .nan)),
                ("MSE", Wording.figure(figures.meanSquaredError)),
                ("L0", Wording.figure(figures.l0)),
                ("alive on held-out tokens", "\(Wording.percent(figures.aliveFraction)) of latents"),
                alive,
                (
                    "pairs in a held-out batch",
                    "\(pairs(figures)) with c > \(config.competition.thresholdEnd), over the first "
                        + "\(Wording.count(min(figures.tokens, HeldOutFigures.pairTokens))) of these tokens"
                ),
            ]
        } else {
            rows = [alive]
        }
        if skippedLines > 0 { rows.append(("lines skipped", Wording.count(skippedLines))) }
        rows += [
            ("run", folder), ("SAE", "\(folder)/\(FileNames.finished)"),
        ] + next
        rows.insert(contentsOf: warnings.map { ("warning", $0) }, at: 0)
        let title =
            "\(config.sae.architecture.rawValue), \(Wording.count(config.sae.latents)) latents, "
            + "\(source), \(Wording.count(tokens)) tokens in \(Wording.duration(seconds))"
        return title + "\n" + Wording.table(rows)
    }

    private var next: [(String, String)] {
        if config.world.name != nil {
            return [("next", "orthosae evaluate \(folder.shellWord) --evals ground-truth")]
        }
        return [
            ("next", "orthosae inspect \(folder.shellWord)"),
            ("", "orthosae encode \(folder.shellWord)\(model) --text \"The old man looked at the sea.\""),
        ]
    }

    /// Where activations come from.
    private var source: String { config.world.name.map { "world \($0)" } ?? config.model.hook }

    /// What names the model, where it is none of the program's own.
    private var model: String {
        EmbeddedGemma.isName(config.model.path) ? "" : " --model \(RunPaths.absolute(config.model.path).shellWord)"
    }

    private var alive: (String, String) {
        (
            "alive in training",
            "\(Wording.percent(aliveInTraining)) of latents, in its last \(Wording.count(aliveWindow)) tokens"
        )
    }

    private func pairs(_ figures: HeldOutFigures) -> String {
        figures.competingPairs.map(Wording.count) ?? "more than \(Wording.count(HeldOutFigures.mostPairs))"
    }

    /// For a program. What each name means: Guides/Names.md.
    func json() throws -> String {
        var fields: [String: Any] = [
            "run": folder, "sae": "\(folder)/\(FileNames.finished)", "architecture": config.sae.architecture.rawValue,
            "latents": config.sae.latents, "hook": source, "tokens": tokens, "seconds": seconds,
            "alive_in_training": aliveInTraining, "alive_fraction_training": aliveInTraining,
            "skipped_lines": skippedLines, "warnings": warnings,
        ]
        if let figures {
            fields["held_out_tokens"] = figures.tokens
            fields["explained_variance"] = figures.explainedVariance ?? NSNull()
            fields["mse"] = figures.meanSquaredError
            fields["l0"] = figures.l0
            fields["alive_on_held_out_tokens"] = figures.aliveFraction
            fields["pairs_in_a_held_out_batch"] = figures.competingPairs ?? NSNull()
            fields["held_out_batch_tokens"] = min(figures.tokens, HeldOutFigures.pairTokens)
        }
        return try Wording.json(fields)
    }
}
