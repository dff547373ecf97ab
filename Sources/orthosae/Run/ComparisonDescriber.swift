import ArgumentParser
import Comparison
import Engine
import Evaluation
import Failures
import Files
import Foundation
import Hashing
import LanguageModels
import Records
import Report

/// Which SAEs of a comparison have their competition and latents described.
enum Described: String, CaseIterable, ExpressibleByArgument {
    case none
    /// Those that the page shows in detail: of each row the one nearest to the middle of the common L0s.
    case some
    case all
}

/// Writes `competition.json` and `latents.jsonl` of SAEs of a comparison, all from one pass over the language model.
/// What is there already and still holds is not made again.
final class ComparisonDescriber {
    private let folder: ComparisonFolder
    private let evaluations: ComparisonEvaluations
    private let engine: ComputeEngine
    private var display = EvaluationDisplay()
    private var held: [String: HeldOutActivations] = [:]
    /// The first of what could not be written.
    private var unwritten: Failure?

    init(folder: ComparisonFolder, choices: ComparisonEvaluations, engine: ComputeEngine) {
        self.folder = folder
        evaluations = choices
        self.engine = engine
    }

    private var chosen: [String] {
        // What latents are is told by text, which a world has not.
        if evaluations.config.world.name != nil { return [] }
        switch evaluations.describe {
        case .none: return []
        case .some: return Study(folder.record).featured.map(\.id)
        case .all: return folder.record.saes.filter { $0.state == .finished }.map(\.id)
        }
    }

    /// What cannot be described is said, and the comparison goes on: shards may outlive their text.
    ///
    /// - Returns: why something could not be written, where that was so: a full disk is no property of an SAE.
    /// - Throws: `ExitCode` after a signal.
    func run() throws -> Failure? {
        do {
            try describe()
        } catch let failure as Failure {
            note(failure, "note: no latents are described")
        }
        return unwritten
    }

    private func note(_ failure: Failure, _ what: String) {
        display.leave()
        Terminal.say("\(what): \(failure)")
        if failure.kind == .io { unwritten = unwritten ?? failure }
    }

    private func describe() throws {
        let ids = chosen
        guard let first = ids.first else { return }
        guard evaluations.config.data.heldOutRows > 0 else {
            Terminal.say("note: no row of text is held out, so no latents are described (data.held_out_rows)")
            return
        }
        Interrupt.savesFirst()
        let shared = try EvaluationInputs([path(first)], model: evaluations.config.model.path, engine: engine)
        let rows = try CompetitionRows(evaluations.config, corpus: nil, column: nil, wanted: nil, tokenizer: shared.tokenizer).rows
        var done = 0
        for id in ids {
            do {
                if try describe(id, shared, rows) { done += 1 }
            } catch let failure as Failure {
                note(failure, "not described, and the others go on: \(id)")
            }
        }
        display.leave()
        if done > 0 { Terminal.say("described \(done) SAE\(done == 1 ? "" : "s"): competition and latents") }
    }

    private func path(_ id: String) -> String { folder.run(id).path(percentEncoded: false) }

    /// Whether it had to be made.
    private func describe(_ id: String, _ shared: EvaluationInputs, _ rows: [[Int32]]) throws -> Bool {
        let inputs = try CompetitionInputs(folder.run(id))
        let sae = try EvaluatedSAE(folder: folder.run(id), engine: engine)
        let text = try HeldOutText(
            rows: rows, hook: sae.hook, modelDigest: shared.modelDigest, specialTokens: shared.specialTokens)
        var settings = CompetitionSettings()
        settings.theta = inputs.theta.value
        settings.raisesTheta = true
        let analysis = CompetitionAnalysis(settings, engine: engine)
        if try isThere(id, analysis.identity(of: sae, inputs.history, on: text)) { return false }
        let activations =
            try held[sae.hook.name]
            ?? HeldOutActivations(text, model: shared.model, engine: engine) { try progress("latents of \(id): \($0)", $1) }
        held[sae.hook.name] = activations
        try analysis.write(
            sae, inputs.history, on: .init(model: shared.model, tokenizer: shared.tokenizer, held: activations),
            command: ["orthosae", "competition", RunPaths.absolute(path(id))], into: inputs.folder
        ) { try progress("latents of \(id): \($0)", $1) }
        try folder.update { $0.update(id) { $0.described = digests(of: id) } }
        return true
    }

    /// Whether the description lies there that was made of this SAE and text, to the last byte.
    private func isThere(_ id: String, _ identity: String) throws -> Bool {
        let run = folder.run(id)
        guard let data = try? WholeFile.data(run.appending(path: FileNames.competition)),
            let report = try? JSONCoding.read(CompetitionReport.self, from: data, as: "a report of competition"),
            report.identity == identity
        else { return false }
        guard let made = folder.record.sae(id)?.described, made == digests(of: id) else {
            display.leave()
            Terminal.say("\(FileNames.competition) of \(id) is not what was written there, and is made again")
            return false
        }
        return true
    }

    private func digests(of id: String) -> [String: String]? {
        let names = [FileNames.competition, FileNames.latents]
        let digests = names.map { try? FileHash.sha256(of: folder.run(id).appending(path: $0)).digest }
        guard !digests.contains(nil) else { return nil }
        return Dictionary(uniqueKeysWithValues: zip(names, digests.compactMap { $0 }))
    }

    private func progress(_ what: String, _ fraction: Double) throws {
        if let signal = Interrupt.requested {
            display.leave()
            Terminal.say("orthosae: interrupted; the same command goes on from there")
            throw ExitCode(128 + signal)
        }
        display.show(what, fraction)
    }
}
