import ArgumentParser
import EmbeddedModel
import Engine
import Evaluation
import Failures
import Files
import Foundation
import Records
import Tokens

/// Looks at one run's competition, and writes what it finds.
final class CompetitionRun {
    /// What the command line says.
    struct Choices {
        var command: [String]
        var rows: Int?
        var theta: Float?
        var corpus: [String]?
        /// The field or column of that text; nil: it is found.
        var column: String?
        var model: String?
        var noBOS = false
        var evaluations: URL?
        var describesLatents = true
        var out: URL?
    }

    /// The run's folder as a person named it.
    let path: String
    let inputs: CompetitionInputs
    let sae: EvaluatedSAE
    /// Where the files go.
    let folder: URL
    /// The same as a person named it.
    var place: String { choices.out == nil ? path : folder.relativePath }
    let writesLatents: Bool
    private let owned: Ownership
    /// What names the model in a command, where it is none of the program's own.
    var model: String {
        let path = choices.model ?? inputs.config.model.path
        return EmbeddedGemma.isName(path) ? "" : " --model \(RunPaths.absolute(path).shellWord)"
    }
    /// Whether the tokens are all that training held out, so that figures are those that 'orthosae train' ended with.
    let isHeldOut: Bool
    /// What text the tokens are of, in a few words.
    let textName: String
    private let opened: EvaluationInputs
    private let text: HeldOutText
    private let choices: Choices
    private let engine: ComputeEngine
    private var display = EvaluationDisplay()

    /// Opens and checks everything, so that bad input leaves nothing behind.
    init(_ path: String, _ choices: Choices, engine: ComputeEngine) throws {
        self.choices = choices
        self.engine = engine
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        inputs = try CompetitionInputs(
            URL(filePath: path, directoryHint: .isDirectory), evaluations: choices.evaluations)
        opened = try EvaluationInputs([path], model: choices.model ?? inputs.config.model.path, engine: engine)
        sae = opened.saes[0]
        let rows = try CompetitionRows(
            inputs.config, corpus: choices.corpus, column: choices.column, wanted: choices.rows,
            tokenizer: choices.noBOS ? opened.tokenizer.withoutBOS() : opened.tokenizer)
        text = try HeldOutText(
            rows: rows.rows, hook: sae.hook, modelDigest: opened.modelDigest, specialTokens: opened.specialTokens)
        let all = inputs.config.data.heldOutRows
        isHeldOut = choices.corpus == nil && rows.rows.count == all
        textName =
            choices.corpus != nil
            ? "of other text"
            : rows.trained > 0
                ? "of the run's first \(Wording.count(rows.rows.count)) rows"
                : isHeldOut ? "all that are held out" : "of the first \(rows.rows.count) of \(all) held-out rows"
        folder = choices.out ?? inputs.folder
        writesLatents = choices.describesLatents
        owned = try Ownership(of: folder, .alone)
        for name in [FileNames.competition] + (writesLatents ? [FileNames.latents] : []) {
            try AtomicFile.requireWritable(folder.appending(path: name))
        }
        for note in inputs.notes { Terminal.say("note: \(note)") }
        if choices.theta == nil, let reason = inputs.theta.reason { Terminal.say("note: \(reason)") }
        if rows.trained > 0 { Terminal.say("note: \(rows.trained) of the \(rows.rows.count) rows were trained on") }
    }

    /// - Throws: `Failure`; `ExitCode` after a signal, with older files as they were.
    func write() throws -> CompetitionAnalysis.Outcome {
        defer { display.leave() }
        var settings = CompetitionSettings()
        settings.theta = choices.theta ?? inputs.theta.value
        settings.raisesTheta = choices.theta == nil
        settings.describesLatents = choices.describesLatents
        let held = try HeldOutActivations(text, model: opened.model, engine: engine, progress: progress)
        return try CompetitionAnalysis(settings, engine: engine).write(
            sae, inputs.history,
            on: .init(model: opened.model, tokenizer: opened.tokenizer, held: held),
            command: choices.command, into: folder, progress: progress)
    }

    private func progress(_ what: String, _ fraction: Double) throws {
        if let signal = Interrupt.requested {
            display.leave()
            Terminal.say("orthosae: interrupted; nothing was changed in \(folder.path(percentEncoded: false))")
            throw ExitCode(128 + signal)
        }
        guard let part = CompetitionRun.parts[what] else { return }
        display.show("competition", part.lowerBound + fraction * (part.upperBound - part.lowerBound))
    }

    /// About which share of the work each part is.
    private static let parts: [String: ClosedRange<Double>] = [
        "model": 0...0.3, "encoder": 0.3...0.4, "pairs": 0.4...0.5, "communities": 0.5...0.6,
        "nearest latents": 0.6...0.7, "latents": 0.7...1,
    ]
}
