import Autoencoders
import Engine
import Records
import TestSupport
import Testing

/// The step on a device (the fakes: every kernel in emulation, work deferred, no copy of a matrix inside a step) against
/// PyTorch's float64 autograd.
@Suite struct DeviceGoldenTests {
    /// As `GoldenStepTests.tolerance`; kernels add in other orders, and the worst seen is below the same bound.
    static let tolerance = 2e-6

    static func engine(_ fakes: DeviceFakes, _ precision: Precision) throws -> ComputeEngine {
        fakes.setDeferred(true)
        return try ComputeEngine(
            gpu: 0, precision: precision, threads: 1,
            environment: fakes.environment.merging(["ORTHOSAE_DEVICE_STRICT": "1", "ORTHOSAE_DEVICE_EXACT": "1"]) { $1 })
    }

    @Test(arguments: LatentPath.allCases)
    func `losses, gradients and touched latents are PyTorch's`(path: LatentPath) throws {
        let golden = try GoldenSteps.load(), fakes = try DeviceFakes()
        let engine = try DeviceGoldenTests.engine(fakes, .float32)
        for one in golden.cases { try compare(one, golden, path, engine) }
    }

    private func compare(_ one: GoldenSteps.Case, _ golden: GoldenSteps, _ path: LatentPath, _ engine: ComputeEngine) throws {
        let config = one.runConfig(latents: golden.latents, tokens: golden.tokens)
        let autoencoder = one.autoencoder(config.sae, width: golden.width)
        let step = AutoencoderStep(autoencoder: autoencoder, config: config, batchCapacity: golden.tokens, engine: engine)
        step.forcedPath = path
        let gradients = Gradients(for: autoencoder)
        engine.fill(gradients.encoder, with: .nan)
        engine.fill(gradients.decoder, with: .nan)
        var dead = [Bool](repeating: false, count: golden.latents)
        for latent in one.dead { dead[latent] = true }
        for (number, expected) in one.steps.enumerated() {
            let batch = Matrix(rows: golden.tokens, columns: golden.width, elements: expected.batch.map { Float($0) })
            let report = try step.run(
                batch, previousToken: one.previousToken, weights: one.stepWeights, dead: LatentMarks(dead), into: gradients)
            for (name, value) in [
                ("raw", report.rawReconstruction), ("reconstruction", report.reconstruction),
                ("sparsity", report.sparsity), ("competition", report.competition), ("temporal", report.temporal),
                ("orthogonality", report.orthogonality), ("consistency", report[.consistency]),
                ("auxiliary", report.auxiliary), ("preActivation", report.preActivation), ("total", report.total),
            ] {
                let wanted = expected.terms[name] ?? .nan
                #expect(
                    abs(value - wanted) <= DeviceGoldenTests.tolerance * max(abs(wanted), 1e-6),
                    "\(one) \(path) step \(number) \(name): \(value), expected \(wanted)")
            }
            let touched = gradients.touched.toArray().enumerated().filter(\.element).map(\.offset)
            #expect(touched == expected.touched, "\(one) \(path) step \(number)")
            #expect(report.competingPairs == expected.pairs, "\(one) \(path) step \(number)")
            for (name, numbers) in gradients.named() {
                let error = relativeError(numbers, expected.gradients[name] ?? [])
                #expect(error <= DeviceGoldenTests.tolerance, "\(one) \(path) step \(number) \(name): \(error)")
            }
        }
    }
}
