import Activations
import Autoencoders
import Engine
import Foundation
import Records
import TestSupport
import Testing
import Training

/// Ten steps of the trainer's own loop against a PyTorch float64 run of the same (Tools/goldens/training).
@Suite struct TenStepTests {
    struct Golden: Decodable, Sendable {
        struct Case: Decodable, Sendable, CustomTestStringConvertible {
            var name: String
            var recipe: Recipe
            var architecture: Architecture
            var settings: [String: String]
            var start: [String: [Double]]
            var end: [String: [Double]]
            var gradientNorms: [Double]
            var losses: [Double]
            var batchThreshold: Double
            var testDescription: String { name }
        }
        var batch: Int
        var width: Int
        var batches: [[Double]]
        var cases: [Case]
    }

    static let golden: Golden = {
        do {
            let data = try Data(contentsOf: Goldens.url("training/ten_steps.json"))
            return try JSONDecoder().decode(Golden.self, from: data)
        } catch {
            preconditionFailure("training/ten_steps.json: \(error)")
        }
    }()

    static func matrices(_ sae: Autoencoder) -> [String: Matrix] {
        [
            "encoder": sae.encoder, "encoderBias": sae.encoderBias, "decoder": sae.decoder,
            "decoderBias": sae.decoderBias, "threshold": sae.threshold,
        ]
    }

    @Test(arguments: golden.cases)
    func `ten steps are PyTorch's`(golden: Golden.Case) throws {
        try expectPyTorchs(golden, ComputeEngine(threads: 2))
    }

    /// Ten steps on an engine, from the golden's start.
    static func train(
        _ golden: Golden.Case, _ engine: ComputeEngine, watch: (Int, TrainingJob.Outcome) -> Void = { _, _ in }
    ) throws -> TrainingJob {
        let shape = TenStepTests.golden
        var config = RunConfig()
        // Before the recipe, which reads the number of latents; the rest after it, as files and flags come.
        func set(_ keys: [String]) throws {
            for key in keys {
                try Setting.named(key).set(.plain(try #require(golden.settings[key])), in: &config, at: nil)
            }
        }
        try set(["sae.latents", "sae.k"])
        config.apply(recipe: golden.recipe, architecture: golden.architecture)
        try set(golden.settings.keys.sorted())
        // Ten steps are shorter than a recipe's schedules, on purpose.
        try config.validate(lengths: false)

        let job = TrainingJob(config: config, width: shape.width, engine: engine)
        for (name, matrix) in TenStepTests.matrices(job.autoencoder) {
            matrix.assign(try #require(golden.start[name]).map { Float($0) })
        }
        let batch = ActivationBatch(size: shape.batch, width: shape.width)
        for (t, rows) in shape.batches.enumerated() {
            batch.rows.assign(rows.map { Float($0) })
            watch(t, try job.train(batch, at: t))
        }
        return job
    }

    /// In float32.
    func expectPyTorchs(_ golden: Golden.Case, _ engine: ComputeEngine) throws {
        let job = try TenStepTests.train(golden, engine) { t, outcome in
            // Sums of some thousand float32 products: 1e-5 as for the weights.
            #expect(
                abs(outcome.gradientNorm - golden.gradientNorms[t]) <= 1e-5 * golden.gradientNorms[t], "\(golden.name) step \(t)")
            #expect(abs(outcome.report.total - golden.losses[t]) <= 1e-5 * golden.losses[t], "\(golden.name) step \(t)")
        }
        for (name, matrix) in TenStepTests.matrices(job.autoencoder) {
            let expected = try #require(golden.end[name])
            let largest = expected.map { abs($0) }.max() ?? 0
            let worst = zip(matrix.toArray(), expected).map { abs(Double($0) - $1) }.max() ?? 0
            // The bound the project promises, for each matrix by its own largest entry.
            #expect(worst <= 1e-5 * largest, "\(golden.name) \(name): \(worst / largest)")
        }
        if golden.architecture.activation == .batchtopk {
            #expect(abs(Double(job.autoencoder.batchThreshold) - golden.batchThreshold) <= 1e-6, "\(golden.name)")
        }
    }

    @Test func `the golden holds every architecture under every recipe`() {
        for recipe in Recipe.allCases {
            for architecture in Architecture.allCases {
                #expect(TenStepTests.golden.cases.contains { $0.recipe == recipe && $0.architecture == architecture })
            }
        }
    }
}
