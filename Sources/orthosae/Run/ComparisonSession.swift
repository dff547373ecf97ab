import Activations
import ArgumentParser
import Autoencoders
import Comparison
import Engine
import Evaluation
import Failures
import Foundation
import Records
import SAEFiles
import Training

/// A comparison from its plan to its figures: trains what is not trained, in as few passes over the language model as
/// memory allows, then evaluates what is not evaluated.
final class ComparisonSession {
    /// What the command line says beside the plan.
    struct Choices {
        var out: String?
        /// The command line that repeats it.
        var command: [String]
        /// The checkpoint that is gone on from; nil: the newest.
        var checkpoint: URL?
        /// The most SAEs in one pass; nil: what fits into half the memory.
        var atOnce: Int?
        /// Whether SAEs that failed before are trained again.
        var retries = false
        var threads = 0
        var evaluations: ComparisonEvaluations
    }

    let folder: ComparisonFolder
    private let plan: ComparisonPlan
    private let choices: Choices
    private let engine: ComputeEngine
    /// Opened for the first group before anything is made; each later group opens its own.
    private var opened: RunInputs?
    /// d.
    private let width: Int
    /// Set where a text ended before the tokens that were asked for.
    private(set) var shortOfText: Failure?
    /// Set where something could not be written that the rest does not need.
    private(set) var unwritten: Failure?

    /// Everything that is read is opened before a folder is made, so that bad input leaves nothing behind.
    init(_ plan: ComparisonPlan, _ choices: Choices) throws {
        self.plan = plan
        self.choices = choices
        let config = plan.saes[0].config
        engine = try EngineChoice.engine(
            threads: choices.threads, device: DeviceChoice(config.device) ?? .auto, precision: config.precision)
        let claimed = try ComparisonFolder.claim(choices.out)
        let inputs = try RunInputs(config, engine: engine)
        try choices.evaluations.check()
        for group in TrainingGroups.make(plan.saes, atOnce: choices.atOnce ?? 1) {
            try MemoryCheck.training(group.map(\.config), width: inputs.source.width, on: engine)
        }
        let prints = try Fingerprints(config)
        let record = ComparisonRecord(
            plan, product: "\(ProductVersion.name) \(ProductVersion.current)", command: choices.command,
            provenance: Provenance(
                model: inputs.modelName, modelFingerprint: prints.model,
                hook: config.world.name == nil ? config.model.hook : nil, width: inputs.source.width,
                corpus: config.world.name == nil ? config.data.corpus : nil, corpusFingerprint: prints.corpus,
                tokens: config.steps * config.data.batch, machine: MachineName.current,
                instructionSet: Kernels.preferred.rawValue, threads: engine.threads,
                date: ISO8601DateFormatter().string(from: Date())))
        folder = try ComparisonFolder(plan, record: record, wanted: choices.out, claimed: claimed)
        Interrupt.savesFirst()
        opened = inputs
        width = inputs.source.width
    }

    /// Trains, evaluates, and describes some SAEs' latents.
    ///
    /// - Throws: `Failure`; `ExitCode` when a signal ended it: what is finished is kept, and the same command goes on.
    func run() throws {
        try train()
        opened = nil
        try ComparisonEvaluator(folder: folder, choices: choices.evaluations, engine: engine).run()
        unwritten = try ComparisonDescriber(folder: folder, choices: choices.evaluations, engine: engine).run()
    }

    // MARK: Training

    private func train() throws {
        if choices.retries {
            try folder.update { record in
                for at in record.saes.indices {
                    if case .failed = record.saes[at].state { record.saes[at].state = .pending }
                }
            }
        }
        var left = plan.saes.filter { !folder.isTrained($0.id) && !folder.hasFailed($0.id) }
        let done = plan.saes.count - left.count
        if done > 0 { Terminal.say("\(done) of \(plan.saes.count) SAEs are trained already, or failed") }
        if let pass = try folder.interruptedPass(at: choices.checkpoint) {
            let ids = Set(pass.saes.map(\.id))
            try train(pass.saes, from: pass.checkpoint)
            left.removeAll { ids.contains($0.id) }
        }
        guard !left.isEmpty else { return }
        // What can be had may be less than the machine has.
        let most = Int(bounded: 1.8 * AvailableMemory.now.bytes)
        let memory = min(ProcessInfo.processInfo.physicalMemory, UInt64(max(0, most)))
        let fitting = TrainingGroups.fitting(left, width: width, memory: memory)
        let groups = TrainingGroups.make(left, atOnce: choices.atOnce ?? fitting)
        for group in groups { try MemoryCheck.training(group.map(\.config), width: width, on: engine) }
        say(groups)
        for group in groups { try train(group, from: nil) }
    }

    private func say(_ groups: [[PlannedSAE]]) {
        let each = groups.joined().map { TrainingGroups.bytes($0.config, width: width) }.max() ?? 0
        let size = "about \(Wording.figure(Double(each) / 1e9)) GB each while they train"
        let count = groups.joined().count
        let over = plan.saes[0].config.world.name == nil ? "the language model" : "the world"
        Terminal.say(
            groups.count == 1
                ? "training \(count) SAEs in one pass over \(over), \(size)"
                : "training \(count) SAEs in \(groups.count) passes over \(over), at most "
                    + "\(groups.map(\.count).max() ?? 0) at once (\(size), half of the memory for all; other data has a "
                    + "pass of its own)")
    }

    /// A source for one pass.
    private func inputs(for config: RunConfig) throws -> RunInputs {
        defer { opened = nil }
        let first = plan.saes[0].config
        if let opened, first.data == config.data, first.world == config.world { return opened }
        return try RunInputs(config, engine: engine)
    }

    private func train(_ group: [PlannedSAE], from checkpoint: URL?) throws {
        let inputs = try inputs(for: group[0].config)
        let jobs = group.map {
            TrainingJob(name: $0.id, config: $0.config, width: inputs.source.width, engine: engine)
        }
        var display = ComparisonDisplay(saes: jobs.count)
        let before = folder.record.counters
        let trainer = Trainer(
            jobs: jobs, source: inputs.source, folder: folder.url, jobFolders: true,
            watch: { [folder] event in
                inputs.losesNothing = false
                try folder.requireInPlace()
                display.show(event)
                return Interrupt.requested == nil ? .more : .stop
            },
            dropped: { [folder] job, failure in
                display.leave()
                Terminal.say("failed, and the others go on: \(failure)")
                display.saes -= 1
                try folder.update { $0.update(job.name) { $0.state = .failed(reason: failure.description) } }
            })
        let end: TrainerEnd
        engine.whenDeviceFails { display.leave() }
        defer { engine.whenDeviceFails(nil) }
        do {
            trainer.inputs = try RunInputFiles(inputs.files(), device: engine.deviceDescription?.summary)
            trainer.continuation = goesOn
            if let checkpoint {
                try ResumePlace.restore(trainer, from: checkpoint, of: folder.path, by: plan.kind.rawValue)
            }
            end = try trainer.run()
        } catch {
            display.leave()
            if error is ExitCode {
                Terminal.say("stopped before \(checkpoint == nil ? "the first step" : "a further step"); continue with:")
                Terminal.say("  \(goesOn)")
            }
            throw error
        }
        display.leave()
        if end == .stopped, let signal = Interrupt.requested {
            Terminal.say("stopped after step \(trainer.step) of \(trainer.steps), with a checkpoint; continue with:")
            Terminal.say("  \(goesOn)")
            throw ExitCode(128 + signal)
        }
        if end == .ranOut { shortOfText = .textRanOut(after: trainer.tokens, asked: group[0].config.data.tokens) }
        try write(trainer, inputs)
        try folder.update { record in
            record.counters.modelTokens = (before.modelTokens ?? 0) + inputs.source.modelTokens
            record.counters.trainingSeconds = (before.trainingSeconds ?? 0) + trainer.seconds
        }
        try folder.removeCheckpoints()
    }

    private var goesOn: String { ResumePlace.command(plan.kind.rawValue, folder.path) }

    /// The SAEs that came to the end.
    private func write(_ trainer: Trainer, _ inputs: RunInputs) throws {
        let heldOut = trainer.jobs.isEmpty ? nil : try inputs.heldOut()
        for (number, job) in trainer.jobs.enumerated() {
            let sae = job.autoencoder.folded(inputScale: inputs.source.inputScale, engine: engine)
            let figures = heldOut.map {
                HeldOutFigures(of: sae, on: $0, threshold: job.config.competition.thresholdEnd, engine: engine)
            }
            for warning in figures.map({
                Shortcomings.of(
                    job.config, l0: $0.l0, explainedVariance: $0.explainedVariance, steps: trainer.step,
                    threshold: job.autoencoder.batchThreshold)
            }) ?? [] { Terminal.say("warning: \(job.name): \(warning)") }
            try SAELensFolder.write(
                sae, inputs.description(tokens: trainer.tokens, of: job.config), firingRates: figures?.firingRates,
                to: folder.sae(job.name), replacing: true, engine: engine)
            try folder.update { record in
                record.update(job.name) { $0.trainingSeconds = trainer.secondsAlone(job) }
            }
            Terminal.say("trained \(number + 1)/\(trainer.jobs.count): \(job.name)")
        }
    }
}
