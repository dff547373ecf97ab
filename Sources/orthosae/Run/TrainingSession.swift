import Activations
import ArgumentParser
import Autoencoders
import Engine
import Failures
import Files
import Foundation
import Records
import TensorFiles
import Training

/// One run from its settings to its finished SAE: opens, trains, watches, writes, measures.
final class TrainingSession {
    private let config: RunConfig
    private let folder: String
    private let engine: ComputeEngine
    private let inputs: RunInputs
    private let job: TrainingJob
    private let checkpoint: URL?

    /// A new run. Everything it reads is opened before its folder is made, so that bad input leaves nothing behind.
    init(_ config: RunConfig, folder wanted: String?) throws {
        self.config = config
        engine = try MemoryCheck.engine(threads: config.threads)
        inputs = try RunInputs(config, engine: engine)
        try MemoryCheck.training([config], width: inputs.source.width)
        job = TrainingJob(config: config, width: inputs.source.width, engine: engine)
        checkpoint = nil
        folder = try OutputFolder.make(wanted, otherwise: "runs/\(config.sae.architecture.rawValue)")
        try AtomicFile.write(
            SettingsFile.write(
                config, heading: "\(ProductVersion.name) \(ProductVersion.current): every setting of this run"),
            to: file(FileNames.resolvedSettings))
    }

    /// The run in a folder, from its newest checkpoint.
    ///
    /// - Parameter changes: settings that change no result.
    init(resuming folder: String, changes: [SettingAssignment]) throws {
        let run = URL(filePath: folder, directoryHint: .isDirectory)
        var sources = RunConfigSources()
        sources.file = run.appending(path: FileNames.resolvedSettings).path(percentEncoded: false)
        sources.assignments = changes
        sources.areRecorded = true
        guard FileManager.default.fileExists(atPath: sources.file ?? "") else {
            throw Failure(
                .missingInput, "there is no run to resume (no \(FileNames.resolvedSettings))", at: folder,
                remedy: "name the folder of a run that was interrupted")
        }
        config = try sources.resolve()
        guard let newest = Checkpoints.latest(in: run) else {
            throw Failure(
                .missingInput, "the run has no checkpoint to resume from", at: folder,
                remedy: "start it anew with --config \(sources.file ?? "")")
        }
        self.folder = folder
        checkpoint = newest
        engine = try MemoryCheck.engine(threads: config.threads)
        inputs = try RunInputs(config, engine: engine)
        try MemoryCheck.training([config], width: inputs.source.width)
        job = TrainingJob(config: config, width: inputs.source.width, engine: engine)
    }

    private func file(_ name: String) -> URL {
        URL(filePath: folder, directoryHint: .isDirectory).appending(path: name)
    }

    /// Trains to the end and writes the SAE.
    ///
    /// - Throws: `Failure`; `ExitCode` when a signal ended the run after its checkpoint.
    func run() throws -> TrainingResult {
        var display = ProgressDisplay()
        let trainer = Trainer(
            jobs: [job], source: inputs.source,
            folder: URL(filePath: folder, directoryHint: .isDirectory)
        ) { event in
            Interrupt.savesFirst()
            display.show(event)
            return Interrupt.requested == nil ? .more : .stop
        }
        let end: TrainerEnd
        do {
            if let checkpoint { try trainer.restore(from: checkpoint) }
            end = try trainer.run()
        } catch {
            display.leave()
            if checkpoint == nil, trainer.step == 0 { OutputFolder.undo(folder) }
            throw error
        }
        if end == .stopped, let signal = Interrupt.requested {
            display.leave()
            Terminal.say("stopped after step \(trainer.step) of \(trainer.steps), with a checkpoint; continue with:")
            Terminal.say("  orthosae train --resume \(folder)")
            throw ExitCode(128 + signal)
        }
        return try finish(trainer, ranOut: end == .ranOut)
    }

    private func finish(_ trainer: Trainer, ranOut: Bool) throws -> TrainingResult {
        let sae = job.autoencoder.folded(inputScale: inputs.source.inputScale, engine: engine)
        let figures = try inputs.heldOut().map {
            HeldOutFigures(of: sae, on: $0, threshold: config.competition.thresholdEnd, engine: engine)
        }
        try SAELensFolder.write(
            sae, inputs.description(tokens: trainer.tokens), firingRates: figures?.firingRates,
            to: file(FileNames.finished), replacing: true, engine: engine)
        let warnings = figures.map {
            Shortcomings.of(
                config, l0: $0.l0, explainedVariance: $0.explainedVariance, steps: trainer.step,
                threshold: job.autoencoder.batchThreshold)
        }
        for warning in warnings ?? [] { Terminal.say("warning: \(warning)") }
        return TrainingResult(
            config: config, folder: folder, tokens: trainer.tokens, seconds: trainer.seconds,
            aliveInTraining: job.dead.aliveFraction, aliveWindow: job.dead.aliveWindow, figures: figures,
            warnings: warnings ?? [],
            skippedLines: inputs.skippedLines,
            shortOfText: ranOut ? .textRanOut(after: trainer.tokens, asked: config.data.tokens) : nil)
    }
}
