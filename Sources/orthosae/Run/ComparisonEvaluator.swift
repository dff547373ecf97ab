import Comparison
import Engine
import Evaluation
import Failures
import Foundation
import Hashing
import Records

/// Evaluates every trained SAE of a comparison, several in one pass over the language model, and writes the record
/// anew after each result.
final class ComparisonEvaluator {
    private let folder: ComparisonFolder
    private let evaluations: ComparisonEvaluations
    private let engine: ComputeEngine
    /// Kinds that are there, by SAE.
    private var there: [String: Set<EvaluationFile.Kind>] = [:]

    init(folder: ComparisonFolder, choices: ComparisonEvaluations, engine: ComputeEngine) {
        self.folder = folder
        evaluations = choices
        self.engine = engine
    }

    /// - Throws: `Failure`; `ExitCode` after a signal.
    func run() throws {
        let trained = folder.plan.saes.map(\.id).filter { folder.isTrained($0) && !folder.hasFailed($0) }
        guard !trained.isEmpty else { return }
        for id in trained {
            let file = folder.sae(id).appending(path: "sae_weights.safetensors")
            let digest = try FileHash.sha256(of: file).digest
            if let before = folder.record.sae(id)?.weightsFingerprint, before != digest {
                throw Failure(
                    .badData, "these are not the weights that the comparison trained (SHA-256 \(digest.prefix(12))…; "
                        + "expected \(before.prefix(12))…)", at: file.path(percentEncoded: false),
                    remedy: "put them back, or remove \(folder.sae(id).path(percentEncoded: false).shellWord) to have it trained again")
            }
            try folder.update { $0.update(id) { $0.weightsFingerprint = digest } }
            if evaluations.kinds.isEmpty { try finish(id) }
        }
        guard !evaluations.kinds.isEmpty else { return }
        let begin = ContinuousClock.now, before = folder.record.counters.evaluationSeconds ?? 0
        let run = try EvaluationRun(
            trained.map { folder.run($0).path(percentEncoded: false) }, choices(),
            for: evaluations.testbed == nil ? evaluations.kinds : [], engine: engine)
        if !run.groups.isEmpty {
            let digest = try run.inputs().modelDigest
            try folder.update { $0.provenance.modelFingerprint = digest }
        }
        if evaluations.trainedRows > 0 && evaluations.kinds.contains(.core) {
            Terminal.say("note: core reads \(evaluations.trainedRows) rows of text that were trained on")
        }
        if evaluations.trainedClassRows > 0 && evaluations.kinds.contains(.tokenClasses) {
            Terminal.say("note: token-classes reads \(evaluations.trainedClassRows) rows of text that were trained on")
        }
        Interrupt.savesFirst()
        if evaluations.kinds.contains(.core) { try run.core(evaluations.core, run.groups.map(evaluations.tokens)) }
        if let testbed = evaluations.testbed {
            try run.spelling(testbed, evaluations.absorption, l0: evaluations.spellingL0)
        } else if evaluations.kinds.contains(.absorption) {
            try run.absorption(evaluations.absorption, AbsorptionArtefacts())
        }
        if evaluations.kinds.contains(.sparseProbing), let probing = evaluations.probing {
            try run.sparseProbing(probing)
        }
        if evaluations.kinds.contains(.groundTruth) { try run.groundTruth(evaluations.groundTruth) }
        if evaluations.kinds.contains(.tokenClasses) {
            try run.tokenClasses(evaluations.tokenClasses, run.groups.map(evaluations.classTokens))
        }
        let seconds = Double((ContinuousClock.now - begin).components.seconds)
        try folder.update { $0.counters.evaluationSeconds = before + seconds }
    }

    private func choices() -> EvaluationRun.Choices {
        var choices = EvaluationRun.Choices(model: model, out: folder.url)
        choices.place = { [folder] in folder.run($0).appending(path: FileNames.evaluations) }
        choices.result = { [self] in try take($0) }
        choices.spoilt = { [folder] id, failure in
            Terminal.say("failed, and the others go on: \(id): \(failure)")
            try folder.update { $0.update(id) { $0.state = .failed(reason: failure.description) } }
        }
        return choices
    }

    /// The model's folder: shards tell it in the settings too.
    private var model: String { evaluations.config.model.path }

    private func take(_ result: EvaluationResult) throws {
        there[result.release, default: []].insert(result.kind)
        let figures = result.figures
        try folder.update { record in
            record.update(result.release) { sae in
                for metric in ComparisonMetric.allCases {
                    if let value = figures[metric] { sae.figures[metric] = value }
                }
            }
        }
        if there[result.release]?.isSuperset(of: evaluations.kinds) == true { try finish(result.release) }
    }

    private func finish(_ id: String) throws {
        if folder.hasFailed(id) { return }
        try folder.update { $0.update(id) { $0.state = .finished } }
        let finished = folder.record.saes.count { $0.state == .finished }
        if !evaluations.kinds.isEmpty {
            Terminal.say("finished \(finished)/\(folder.plan.saes.count): \(id)")
        }
    }
}
