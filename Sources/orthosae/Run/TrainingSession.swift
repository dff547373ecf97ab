import Activations
import ArgumentParser
import Autoencoders
import Engine
import Failures
import Files
import Foundation
import Records
import SAEFiles
import TensorFiles
import Training

/// One run from its settings to its finished SAE: opens, trains, watches, writes, measures.
final class TrainingSession {
    private let config: RunConfig
    private let folder: String
    /// That of a new run, which is taken back where nothing comes of it.
    private let output: OutputFolder?
    private let owned: Ownership?
    private let engine: ComputeEngine
    private let inputs: RunInputs
    private let job: TrainingJob
    private let checkpoint: URL?

    /// A new run. Everything it reads is opened before its folder is made, so that bad input leaves nothing behind.
    init(_ config: RunConfig, folder wanted: String?) throws {
        self.config = config
        engine = try EngineChoice.engine(config)
        inputs = try RunInputs(config, engine: engine)
        let engine = engine
        let origin = try config.start.from.map { try StartingSAE($0, engine: engine) }
        let width = inputs.source.width
        for note in try origin?.check(config, width: width, modelName: inputs.modelName) ?? [] { Terminal.say("note: \(note)") }
        if let origin { try origin.sound(on: inputs.heldOut()) }
        try MemoryCheck.training([config], width: width, on: engine)
        job = TrainingJob(config: config, width: width, startingFrom: origin?.sae, engine: engine)
        checkpoint = nil
        let output = try OutputFolder(wanted, otherwise: "runs/\(config.sae.architecture.rawValue)")
        Interrupt.savesFirst()
        self.output = output
        owned = nil
        folder = output.path
        do {
            try output.write(
                SettingsFile.write(
                    config, heading: "\(ProductVersion.name) \(ProductVersion.current): every setting of this run"),
                to: FileNames.resolvedSettings)
        } catch {
            output.undo()
            throw error
        }
    }

    /// The run in a folder, from its newest checkpoint, or from the one that is named: `RUN/checkpoints/step-N`.
    ///
    /// - Parameter changes: settings that change no result.
    init(resuming place: String, changes: [SettingAssignment]) throws {
        let (folder, named) = try ResumePlace.read(place)
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
        // Before anything is read that another process may be writing, and before anything that takes time.
        owned = try Ownership(of: run, .alone)
        output = nil
        config = RunPaths.found(try sources.resolve(), for: folder)
        guard let newest = named ?? Checkpoints.latest(in: run) else {
            throw Failure(
                .missingInput, "the run has no checkpoint to resume from", at: folder,
                remedy: "start it anew: orthosae train --config \(RunPaths.absolute(sources.file ?? "").shellWord)")
        }
        try RunPaths.require(config, command: ResumePlace.command("train", folder))
        self.folder = folder
        checkpoint = newest
        engine = try EngineChoice.engine(config)
        inputs = try RunInputs(config, engine: engine)
        try MemoryCheck.training([config], width: inputs.source.width, on: engine)
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
        ) { [self] event in
            inputs.losesNothing = false
            try output?.requireInPlace()
            try owned?.requireInPlace()
            display.show(event)
            return Interrupt.requested == nil ? .more : .stop
        }
        let end: TrainerEnd
        engine.whenDeviceFails { [output] in
            display.leave()
            if trainer.step == 0 { output?.undo() }
        }
        defer { engine.whenDeviceFails(nil) }
        do {
            trainer.inputs = try RunInputFiles(inputs.files(), device: engine.deviceDescription?.summary)
            trainer.continuation = ResumePlace.command("train", folder)
            if let checkpoint {
                try AtomicFolder.removePartials(in: checkpoint.deletingLastPathComponent())
                try ResumePlace.restore(trainer, from: checkpoint, of: folder, by: "train")
            }
            Interrupt.savesFirst()
            end = try trainer.run()
        } catch {
            display.leave()
            if error is ExitCode {
                Terminal.say("stopped before \(checkpoint == nil ? "the first step" : "a further step"); nothing was kept")
            }
            if trainer.step == 0 { output?.undo() }
            throw error
        }
        if end == .stopped, let signal = Interrupt.requested {
            display.leave()
            Terminal.say("stopped after step \(trainer.step) of \(trainer.steps), with a checkpoint; continue with:")
            Terminal.say("  \(ResumePlace.command("train", folder))")
            throw ExitCode(128 + signal)
        }
        return try finish(trainer, ranOut: end == .ranOut)
    }

    /// Throws `Failure(.io)` where the folder is not any more where it was.
    private func requireInPlace() throws {
        try output?.requireInPlace()
        try owned?.requireInPlace()
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
