import ArgumentParser
import Engine
import Evaluation
import Failures
import Files
import Foundation
import Records
import Tokens

/// Runs evaluations one after the other; each one's files are on the disk before the next begins, and what is there
/// already and still holds is not computed again.
final class EvaluationRun {
    /// What the command line says of all evaluations.
    struct Choices {
        var model: String?
        /// The folder of results.
        var out: URL
        /// Whether finished results are computed again.
        var force = false
        /// Whether a result that is not whole is an error.
        var strict = false
        /// Whether text is read without BOS whatever the SAEs were trained on.
        var noBOS = false
        /// Whether the results of a run's SAE go into the run's own folder.
        var besideRuns = false
        /// The folder of an SAE's results, by its release; nil: `out` for all.
        var place: ((String) -> URL)?
        /// Told of each result, computed now or before.
        var result: ((EvaluationResult) throws -> Void)?
        /// Takes a result that cannot be written because of what it is (a figure that is not finite), by its release;
        /// nil: it ends the run.
        var spoilt: ((String, Failure) throws -> Void)?

        func folder(_ release: String) -> URL { place?(release) ?? out }
    }

    /// The SAEs in the order in which they were named.
    let saes: [EvaluatedSAE]
    private let paths: [String]
    /// The language model, where some evaluation needs one.
    private let language: EvaluationInputs?
    /// The SAEs by how their text begins: each group has its own passes over the model.
    let groups: [EvaluationInputs.Group]
    private(set) var report = EvaluationReport()
    private var owned: [Ownership] = []
    private let choices: Choices
    let engine: ComputeEngine
    private var display = EvaluationDisplay()
    private var said: Set<String> = []

    /// - Parameter kinds: what will be run: without any that needs a language model none is opened.
    init(_ paths: [String], _ given: Choices, for kinds: [EvaluationFile.Kind], engine: ComputeEngine) throws {
        self.paths = paths
        saes = try EvaluationInputs.read(paths, engine: engine)
        let needsModel = kinds.contains { $0 != .groundTruth }
        language = needsModel ? try EvaluationInputs(saes, paths, model: given.model, engine: engine) : nil
        groups = language?.groups(noBOS: given.noBOS) ?? []
        var choices = given
        if choices.besideRuns {
            let places = zip(saes, paths).map { ($0.release, EvaluationRun.results(of: $1) ?? FileNames.evaluations) }
            let byRelease = Dictionary(places) { first, _ in first }
            choices.place = { URL(filePath: byRelease[$0] ?? FileNames.evaluations, directoryHint: .isDirectory) }
        }
        self.choices = choices
        self.engine = engine
        for sae in saes { if let note = sae.note { sayOnce("\(sae.release): \(note)") } }
    }

    /// Where the results of a run's SAE belong: `RUN/evaluations`, for the run's folder or its `sae`; nil for an SAE
    /// without its run.
    static func results(of path: String) -> String? {
        let place = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        func isRun(_ folder: String) -> Bool {
            FileManager.default.fileExists(atPath: folder + "/" + FileNames.resolvedSettings)
        }
        if isRun(place) { return place + "/" + FileNames.evaluations }
        let around = URL(filePath: RunPaths.absolute(place)).deletingLastPathComponent().filePath
        return isRun(around) ? around + "/" + FileNames.evaluations : nil
    }

    /// The evaluations of a list such as "core,sparse-probing", in their own order.
    ///
    /// - Throws: `Failure(.usage)` for one that there is not.
    static func kinds(_ list: String) throws -> [EvaluationFile.Kind] {
        let names: [(String, EvaluationFile.Kind)] = [
            ("core", .core), ("absorption", .absorption), ("sparse-probing", .sparseProbing),
            ("ground-truth", .groundTruth), ("token-classes", .tokenClasses),
        ]
        let asked = try list.split(separator: ",", omittingEmptySubsequences: false).map { part in
            let name = part.trimmingCharacters(in: .whitespaces).replacing("_", with: "-")
            guard let found = names.first(where: { $0.0 == name }) else {
                throw Failure(
                    .usage, "there is no evaluation \(part.quoted)", at: "--evals",
                    remedy: Spelling.advice(for: name, among: names.map(\.0)))
            }
            return found.1
        }
        return names.map(\.1).filter(asked.contains)
    }

    /// The language model's side.
    ///
    /// - Throws: `Failure(.usage)` where none was opened.
    func inputs() throws -> EvaluationInputs {
        guard let language else { throw Failure(.usage, "no language model was opened for this evaluation") }
        return language
    }

    /// - Parameter tokens: the rows for each of `groups`.
    func core(_ settings: CoreSettings, _ tokens: [EvaluationTokens]) throws {
        let inputs = try inputs()
        for (group, tokens) in zip(groups, tokens) {
            try keep(
                CoreEvaluation(settings).run(
                    group.saes, model: inputs.model, modelName: inputs.modelName, modelDigest: inputs.modelDigest,
                    tokens: tokens, specialTokens: inputs.specialTokens, engine: engine, isFinished: isFinished(.core),
                    progress: progress))
        }
    }

    func absorption(_ settings: AbsorptionSettings, _ artefacts: AbsorptionArtefacts) throws {
        let inputs = try inputs()
        for group in groups {
            let subject = AbsorptionEvaluation.Subject(
                model: inputs.model, folder: URL(filePath: inputs.modelFolder, directoryHint: .isDirectory),
                tokenizer: group.tokenizer, cache: cache, digest: digest(group, inputs))
            try AbsorptionEvaluation(settings: settings, engine: engine).run(
                group.saes, on: subject, artefacts: artefacts, isFinished: isFinished(.absorption), progress: progress,
                finished: { file in
                    try keep([file])
                    for note in file.notes + file.shortfalls { sayOnce(note) }
                })
        }
    }

    /// Absorption on a spelling testbed.
    ///
    /// - Parameter l0: to which SAEs are brought; nil: each to its run's sae.k.
    func spelling(_ testbed: SpellingTestbed, _ settings: AbsorptionSettings, l0: Double?) throws {
        try SpellingEvaluation(testbed, settings: settings, engine: engine).run(
            saes, wanted: { l0 ?? RunPaths.k(ofRunAt: $0.folder.filePath) },
            isFinished: isFinished(.absorption), progress: progress,
            finished: { file in
                try keep([file])
                for note in file.notes + file.shortfalls { sayOnce(note) }
            })
    }

    func sparseProbing(_ given: SparseProbingSettings) throws {
        var settings = given
        settings.keptIn = cache
        settings.takesKept = !choices.force
        let inputs = try inputs()
        for group in groups {
            try keep(
                SparseProbingEvaluation(settings).run(
                    group.saes, model: inputs.model, tokenizer: group.tokenizer, modelName: inputs.modelName,
                    inputs: [digest(group, inputs)], engine: engine, isFinished: isFinished(.sparseProbing),
                    tell: { event in
                        display.leave()
                        Terminal.say(EvaluationDisplay.line(event))
                    }, progress: progress))
        }
    }

    /// SAEs of one world share its making.
    func groundTruth(_ settings: GroundTruthSettings) throws {
        for group in try WorldSubjects.groups(saes, paths) {
            try GroundTruthEvaluation(settings).run(
                group.subjects, of: group.world, engine: engine, isFinished: isFinished(.groundTruth),
                progress: progress, finished: { try keep([$0]) })
        }
    }

    /// - Parameter tokens: the rows for each of `groups`.
    func tokenClasses(_ settings: TokenClassSettings, _ tokens: [EvaluationTokens]) throws {
        let inputs = try inputs()
        for (group, tokens) in zip(groups, tokens) {
            try TokenClassEvaluation(settings).run(
                group.saes, model: inputs.model, modelName: inputs.modelName, modelDigest: inputs.modelDigest,
                tokens: tokens, tokenizer: group.tokenizer, specialTokens: inputs.specialTokens, engine: engine,
                isFinished: isFinished(.tokenClasses), progress: progress,
                finished: { file in
                    try keep([file])
                    for note in file.notes { sayOnce(note) }
                })
        }
    }

    /// What the model's side of a group depends on, as far as the model's folder and BOS go.
    private func digest(_ group: EvaluationInputs.Group, _ inputs: EvaluationInputs) -> String {
        inputs.modelDigest + (group.tokenizer.prependsBOS ? "" : " without BOS")
    }

    /// Takes the folder of results, beside others that evaluate, and finds out whether every result can be written.
    ///
    /// - Throws: `Failure(.io)` where one cannot, or another process has the run or comparison that it lies in.
    func own(_ kinds: [EvaluationFile.Kind]) throws {
        owned.append(try Ownership(of: choices.out, .together))
        for kind in kinds {
            for sae in saes {
                try EvaluationFile.requireWritable(kind, of: sae, below: choices.folder(sae.release))
            }
        }
    }

    /// What an interrupted run leaves for the next.
    private var cache: URL { choices.out.appending(path: "cache", directoryHint: .isDirectory) }

    private func keep(_ files: [EvaluationFile]) throws {
        for file in files {
            do {
                report.add(file, at: try file.write(below: choices.folder(file.release)))
            } catch let failure as Failure where failure.kind == .failed && choices.spoilt != nil {
                try choices.spoilt?(file.release, failure)
                continue
            }
            try choices.result?(
                EvaluationResult(
                    kind: file.kind, release: file.release, metrics: file.metrics, unstructured: file.unstructured))
        }
    }

    /// Whether an SAE's result lies there already, of the same SAE, settings, inputs and program: it is then said, and
    /// shown with the others.
    private func isFinished(_ kind: EvaluationFile.Kind) -> AlreadyFinished {
        { [self] sae, identity in
            guard !choices.force,
                let found = FinishedEvaluation(kind, of: sae, identity: identity, below: choices.folder(sae.release)),
                !choices.strict || found.shortfalls.isEmpty
            else { return false }
            guard found.isUnchanged else {
                sayOnce("\(found.place.path(percentEncoded: false)) is not what was written there, and is computed again")
                return false
            }
            report.add(found)
            let again = choices.result == nil ? "; --force computes it again" : ""
            Terminal.say(
                "\(kind.folder) of \(sae.release): finished already, \(found.place.path(percentEncoded: false))\(again)")
            try choices.result?(
                EvaluationResult(
                    kind: kind, release: found.release, metrics: found.json["eval_result_metrics"] ?? [:],
                    unstructured: found.json["eval_result_unstructured"] ?? [:]))
            return true
        }
    }

    private func sayOnce(_ line: String) {
        guard said.insert(line).inserted else { return }
        display.leave()
        Terminal.say("note: \(line)")
    }

    /// Shows how far the work is; ends it where a signal has come.
    private func progress(_ what: String, _ fraction: Double) throws {
        if let signal = Interrupt.requested {
            display.leave()
            Terminal.say(
                "orthosae: interrupted; what is finished is in \(choices.out.path(percentEncoded: false)), "
                    + "and the same command goes on from there")
            throw ExitCode(128 + signal)
        }
        display.show(what, fraction)
    }
}
