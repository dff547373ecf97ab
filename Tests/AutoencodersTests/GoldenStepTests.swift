import Autoencoders
import Engine
import Records
import Testing

/// The step against PyTorch's float64 autograd, straight-through gradients included.
@Suite struct GoldenStepTests {
    /// float32 against float64, relative to the largest entry: three products of up to 24 terms in a chain, each term
    /// rounded to 2⁻²⁴ = 6e-8. The worst seen is 3.5e-7.
    static let tolerance = 2e-6

    static let cases: [(GoldenSteps.Case, LatentPath)] =
        ((try? GoldenSteps.load())?.cases ?? []).flatMap { one in LatentPath.allCases.map { (one, $0) } }

    @Test func `the golden holds every architecture and penalty`() throws {
        let golden = try GoldenSteps.load()
        #expect(golden.cases.count == 59)
        #expect(Set(golden.cases.map(\.config.activation)) == Set(ActivationKind.allCases))
        #expect(GoldenStepTests.cases.count == 118)
    }

    @Test(arguments: GoldenStepTests.cases)
    func `losses, gradients and touched latents are PyTorch's`(one: GoldenSteps.Case, path: LatentPath) throws {
        try GoldenStepTests.expectPyTorchs(one, GoldenSteps.load(), path, ComputeEngine(threads: 2))
    }

    /// All steps of a case, on any engine.
    static func expectPyTorchs(
        _ one: GoldenSteps.Case, _ golden: GoldenSteps, _ path: LatentPath, _ engine: ComputeEngine
    ) throws {
        let config = one.runConfig(latents: golden.latents, tokens: golden.tokens)
        let autoencoder = one.autoencoder(config.sae, width: golden.width)
        let step = AutoencoderStep(
            autoencoder: autoencoder, config: config, batchCapacity: golden.tokens, engine: engine)
        step.forcedPath = path
        let gradients = Gradients(for: autoencoder)
        // What an earlier step may have left in rows that nobody touches.
        engine.fill(gradients.encoder, with: .nan)
        engine.fill(gradients.decoder, with: .nan)
        var dead = [Bool](repeating: false, count: golden.latents)
        for latent in one.dead { dead[latent] = true }
        for (number, expected) in one.steps.enumerated() {
            let batch = Matrix(rows: golden.tokens, columns: golden.width, elements: expected.batch.map { Float($0) })
            let report = try step.run(
                batch, previousToken: one.previousToken, weights: one.stepWeights, dead: LatentMarks(dead), into: gradients)
            #expect(report.path == path)
            for (name, value) in [
                ("raw", report.rawReconstruction), ("reconstruction", report.reconstruction),
                ("sparsity", report.sparsity), ("competition", report.competition), ("temporal", report.temporal),
                ("orthogonality", report.orthogonality), ("consistency", report[.consistency]), ("auxiliary", report.auxiliary),
                ("preActivation", report.preActivation), ("total", report.total),
            ] {
                let wanted = expected.terms[name] ?? .nan
                #expect(
                    abs(value - wanted) <= GoldenStepTests.tolerance * max(abs(wanted), 1e-6),
                    "\(one) \(path) step \(number) \(name): \(value), expected \(wanted)")
            }
            let touched = gradients.touched.toArray().enumerated().filter(\.element).map(\.offset)
            #expect(touched == expected.touched, "\(one) \(path) step \(number)")
            #expect(abs(report.l0 - expected.l0) < 1e-9)
            #expect(report.competingPairs == expected.pairs, "\(one) \(path) step \(number)")
            for (name, numbers) in gradients.named() {
                let error = relativeError(numbers, expected.gradients[name] ?? [])
                #expect(error <= GoldenStepTests.tolerance, "\(one) \(path) step \(number) \(name): \(error)")
            }
            if config.sae.activation == .batchtopk {
                #expect(abs(Double(autoencoder.batchThreshold) - expected.batchThreshold) < 1e-6)
            }
        }
    }
}
