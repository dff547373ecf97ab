import Activations
import Autoencoders
import Engine
import Failures
import Foundation
import Records
import TensorFiles

/// The part of a checkpoint that belongs to one SAE: weights, moments, dead-latent counters, what its step carries on.
enum JobState {
    static let files = [
        FileNames.weights, FileNames.optimizer, FileNames.deadLatents, FileNames.step, FileNames.stepState,
    ]

    private static let lastUpdate = "last_update"
    private static let secondMoments = ".second"
    private static let batchThreshold = "batch_threshold"

    /// Throws `.io`.
    static func write(_ job: TrainingJob, into folder: URL) throws {
        var weights = SafetensorsWriter()
        for (name, matrix) in matrices(of: job.autoencoder) { weights.add(name, matrix) }
        // So that the weights can be used without the rest; the step's own state is what a resumed run reads.
        weights.add(
            batchThreshold, Matrix(rows: 1, columns: 1, elements: [job.autoencoder.batchThreshold]), shape: [])
        try weights.write(to: folder.appending(path: FileNames.weights))

        var moments = SafetensorsWriter()
        for (name, matrix) in matrices(of: job.optimizer) { moments.add(name, matrix) }
        moments.add(lastUpdate, job.optimizer.lastUpdate.toArray())
        try moments.write(to: folder.appending(path: FileNames.optimizer))

        var dead = SafetensorsWriter()
        dead.add("fired_at_step", job.dead.firedAtStep)
        dead.add("fired_at_token", job.dead.firedAtToken)
        dead.add("ever_fired", job.dead.everFired)
        dead.add("counts", [Int64(job.dead.steps), Int64(job.dead.tokens)])
        try dead.write(to: folder.appending(path: FileNames.deadLatents))

        let state = try job.step.saveState()
        try StateFiles.write(
            SavedState(json: state.json, tensors: state.tensors), json: FileNames.stepState, tensors: FileNames.step,
            into: folder)
    }

    /// Takes over what a run of `progress.step` steps left. Every number is held against the step before it is used.
    ///
    /// Throws `.badData` where a file does not fit the job or the step.
    static func read(into job: TrainingJob, at progress: Progress, from folder: URL) throws {
        let weights = try SafetensorsFile(folder.appending(path: FileNames.weights))
        for (name, matrix) in matrices(of: job.autoencoder) { try fill(matrix, name, weights, job.engine) }

        let moments = try SafetensorsFile(folder.appending(path: FileNames.optimizer))
        for (name, matrix) in matrices(of: job.optimizer) {
            try fill(matrix, name, moments, job.engine)
            guard !name.hasSuffix(secondMoments) || job.engine.isNotNegative(matrix) else {
                throw bad("'\(name)' has a number below 0", moments)
            }
        }
        let dead = try SafetensorsFile(folder.appending(path: FileNames.deadLatents))
        let silence = try silence(of: job, at: progress, dead)
        let updates = try counters(lastUpdate, job.autoencoder.latents, moments)
        for (latent, update) in updates.enumerated()
        where !(silence.firedAtStep[latent]...Int64(progress.step)).contains(update) {
            throw bad("'\(lastUpdate)' of latent \(latent) is \(update) after \(progress.step) steps", moments)
        }
        job.optimizer.lastUpdate.assign(updates.map { Int32($0) })
        job.dead = silence

        let state = try StateFiles.read(json: FileNames.stepState, tensors: FileNames.step, from: folder)
        do {
            try job.step.restore(json: state.json, tensors: state.tensors)
        } catch let failure as Failure {
            throw failure.placed(at: folder.appending(path: FileNames.stepState))
        }
        struct Count: Decodable { var steps: Int }
        guard let count = try? JSONDecoder().decode(Count.self, from: state.json), count.steps == progress.step else {
            throw Failure(
                .badData, "'steps' is not \(progress.step), which is what the run has done",
                at: folder.appending(path: FileNames.stepState).path(percentEncoded: false), remedy: StateFiles.remedy)
        }
    }

    /// When each latent last fired.
    private static func silence(of job: TrainingJob, at progress: Progress, _ file: SafetensorsFile) throws -> DeadLatents {
        let latents = job.autoencoder.latents, batch = Int64(job.config.data.batch)
        let counts = try counters("counts", 2, file)
        guard counts == [Int64(progress.step), Int64(progress.tokens)] else {
            throw bad("'counts' is \(counts), expected [\(progress.step), \(progress.tokens)]", file)
        }
        let steps = try counters("fired_at_step", latents, file), tokens = try counters("fired_at_token", latents, file)
        let ever = try counters("ever_fired", latents, file)
        for latent in 0..<latents {
            guard (0...counts[0]).contains(steps[latent]) else {
                throw bad("'fired_at_step' of latent \(latent) is \(steps[latent]) after \(counts[0]) steps", file)
            }
            guard tokens[latent] == steps[latent] * batch else {
                throw bad(
                    "'fired_at_token' of latent \(latent) is \(tokens[latent]), but it fired at step \(steps[latent])", file)
            }
            guard ever[latent] == (steps[latent] > 0 ? 1 : 0) else {
                throw bad("'ever_fired' of latent \(latent) is \(ever[latent]), last in step \(steps[latent])", file)
            }
        }
        var silence = job.dead
        silence.restore(
            steps: progress.step, tokens: progress.tokens, firedAtStep: steps, firedAtToken: tokens,
            everFired: ever.map { UInt8($0) })
        return silence
    }

    private static func bad(_ what: String, _ file: SafetensorsFile) -> Failure {
        Failure(.badData, what, at: file.path, remedy: StateFiles.remedy)
    }

    private static func matrices(of autoencoder: Autoencoder) -> [(String, Matrix)] {
        [
            ("encoder", autoencoder.encoder), ("encoder_bias", autoencoder.encoderBias),
            ("decoder", autoencoder.decoder), ("decoder_bias", autoencoder.decoderBias),
            ("threshold", autoencoder.threshold),
        ]
    }

    private static func matrices(of optimizer: AdamOptimizer) -> [(String, Matrix)] {
        optimizer.parameters.flatMap { parameter in
            [(parameter.name + secondMoments, parameter.second)]
                + (parameter.first.map { [("\(parameter.name).first", $0)] } ?? [])
        }
    }

    private static func fill(
        _ matrix: Matrix, _ name: String, _ file: SafetensorsFile, _ engine: ComputeEngine
    ) throws {
        let saved = try file.matrix(name, shape: [matrix.rows, matrix.columns])
        guard engine.isFinite(saved) else { throw bad("'\(name)' has a number that is not finite", file) }
        matrix.withMutableBytes { target in saved.withBytes { target.copyMemory(from: $0) } }
    }

    private static func counters(_ name: String, _ count: Int, _ file: SafetensorsFile) throws -> [Int64] {
        let values = try file.integers(name)
        guard values.count == count else {
            throw Failure(.badData, "\(name.quoted) has \(values.count) entries, expected \(count)", at: file.path)
        }
        return values
    }
}
