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
        moments.add(lastUpdate, job.optimizer.lastUpdate)
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

    /// Throws `.badData` where a file does not fit the job.
    static func read(into job: TrainingJob, from folder: URL) throws {
        let weights = try SafetensorsFile(folder.appending(path: FileNames.weights))
        for (name, matrix) in matrices(of: job.autoencoder) { try fill(matrix, name, weights) }

        let moments = try SafetensorsFile(folder.appending(path: FileNames.optimizer))
        for (name, matrix) in matrices(of: job.optimizer) { try fill(matrix, name, moments) }
        job.optimizer.lastUpdate = try counters(lastUpdate, job.autoencoder.latents, moments).map { Int32($0) }

        let dead = try SafetensorsFile(folder.appending(path: FileNames.deadLatents))
        let latents = job.autoencoder.latents
        let counts = try counters("counts", 2, dead)
        job.dead.restore(
            steps: Int(counts[0]), tokens: Int(counts[1]),
            firedAtStep: try counters("fired_at_step", latents, dead),
            firedAtToken: try counters("fired_at_token", latents, dead),
            everFired: try counters("ever_fired", latents, dead).map { UInt8($0) })

        let state = try StateFiles.read(json: FileNames.stepState, tensors: FileNames.step, from: folder)
        try job.step.restore(json: state.json, tensors: state.tensors)
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
            [("\(parameter.name).second", parameter.second)]
                + (parameter.first.map { [("\(parameter.name).first", $0)] } ?? [])
        }
    }

    private static func fill(_ matrix: Matrix, _ name: String, _ file: SafetensorsFile) throws {
        let saved = try file.matrix(name, shape: [matrix.rows, matrix.columns])
        matrix.withMutableBytes { target in saved.withBytes { target.copyMemory(from: $0) } }
    }

    private static func counters(_ name: String, _ count: Int, _ file: SafetensorsFile) throws -> [Int64] {
        let values = try file.integers(name)
        guard values.count == count else {
            throw Failure(.badData, "'\(name)' has \(values.count) entries, expected \(count)", at: file.path)
        }
        return values
    }
}
