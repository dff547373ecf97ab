import ArgumentParser
import Engine
import Evaluation
import Failures
import Foundation

/// Runs evaluations one after the other; each one's files are on the disk before the next begins.
final class EvaluationRun {
    let inputs: EvaluationInputs
    private(set) var report = EvaluationReport()
    private let out: URL
    private let engine: ComputeEngine
    private var display = EvaluationDisplay()

    init(_ paths: [String], model: String?, out: URL, engine: ComputeEngine) throws {
        inputs = try EvaluationInputs(paths, model: model, engine: engine)
        self.out = out
        self.engine = engine
    }

    /// The evaluations of a list such as "core,sparse-probing", in their own order.
    ///
    /// - Throws: `Failure(.usage)` for one that there is not.
    static func kinds(_ list: String) throws -> [EvaluationFile.Kind] {
        let names: [(String, EvaluationFile.Kind)] = [
            ("core", .core), ("absorption", .absorption), ("sparse-probing", .sparseProbing),
        ]
        let asked = try list.split(separator: ",", omittingEmptySubsequences: false).map { part in
            let name = part.trimmingCharacters(in: .whitespaces).replacing("_", with: "-")
            guard let found = names.first(where: { $0.0 == name }) else {
                throw Failure(
                    .usage, "there is no evaluation '\(part)'", at: "--evals",
                    remedy: "there are \(names.map(\.0).joined(separator: ", "))")
            }
            return found.1
        }
        return names.map(\.1).filter(asked.contains)
    }

    func core(_ settings: CoreSettings, _ tokens: EvaluationTokens) throws {
        try keep(
            CoreEvaluation(settings).run(
                inputs.saes, model: inputs.model, modelName: inputs.modelName,
                modelFingerprint: inputs.modelFingerprint, tokens: tokens, specialTokens: inputs.specialTokens,
                engine: engine, progress: progress))
    }

    func absorption(_ settings: AbsorptionSettings, _ artefacts: AbsorptionArtefacts) throws {
        let subject = AbsorptionEvaluation.Subject(
            model: inputs.model, folder: URL(filePath: inputs.modelFolder, directoryHint: .isDirectory),
            tokenizer: inputs.tokenizer, cache: out.appending(path: "cache", directoryHint: .isDirectory))
        try AbsorptionEvaluation(settings: settings, engine: engine).run(
            inputs.saes, on: subject, artefacts: artefacts, progress: progress, finished: { try keep([$0]) })
    }

    func sparseProbing(_ given: SparseProbingSettings) throws {
        var settings = given
        settings.keptIn = out.appending(path: "cache", directoryHint: .isDirectory)
        try keep(
            SparseProbingEvaluation(settings).run(
                inputs.saes, model: inputs.model, tokenizer: inputs.tokenizer, modelName: inputs.modelName,
                inputs: [inputs.modelFingerprint], engine: engine, progress: progress))
    }

    private func keep(_ files: [EvaluationFile]) throws {
        for file in files { report.add(file, at: try file.write(below: out)) }
    }

    /// Shows how far the work is; ends it where a signal has come.
    private func progress(_ what: String, _ fraction: Double) throws {
        if let signal = Interrupt.requested {
            display.leave()
            Terminal.say("orthosae: interrupted; what is finished is in \(out.path(percentEncoded: false))")
            throw ExitCode(128 + signal)
        }
        display.show(what, fraction)
    }
}
