import Autoencoders
import Engine
import Records
import Testing

/// The plain twin: its losses are PyTorch's, and its gradients are its losses' derivatives.
@Suite struct PlainStepTests {
    static let cases = (try? GoldenSteps.load())?.cases ?? []

    @Test(arguments: PlainStepTests.cases)
    func `the Double twin is the PyTorch model`(one: GoldenSteps.Case) throws {
        let golden = try GoldenSteps.load()
        var plain = PlainStep<Double>(
            run: one.runConfig(latents: golden.latents, tokens: golden.tokens), weights: one.stepWeights)
        plain.dead = (0..<golden.latents).map { one.dead.contains($0) }
        plain.previousToken = one.previousToken
        let parameters = PlainStep<Double>.Parameters(one.parameters, width: golden.width)
        for (number, expected) in one.steps.enumerated() {
            plain.step = number
            let x = PlainStep<Double>.rows(expected.batch, columns: golden.width)
            let terms = plain.terms(parameters, x)
            // Settings pass through Float (0.04), so not to the last digit of a Double.
            for (name, value) in terms {
                let wanted = expected.terms[name] ?? .nan
                #expect(abs(value - wanted) <= 1e-7 * max(abs(wanted), 1e-6), "\(name): \(value), expected \(wanted)")
            }
            let (gradients, touched) = plain.gradients(parameters, x)
            for (name, numbers) in gradients.named() {
                let error = relativeError(numbers, expected.gradients[name] ?? [])
                #expect(error <= 1e-7, "\(name): \(error)")
            }
            #expect(touched.indices.filter { touched[$0] } == expected.touched)
            plain.advance(parameters, x)
        }
    }

    /// With choices, detached coefficients and residuals held fixed; `through` differentiates c in full. θ is left out:
    /// its straight-through gradient is no derivative, and is held to PyTorch.
    @Test(arguments: PlainStepTests.cases)
    func `gradients are finite differences`(one: GoldenSteps.Case) throws {
        let golden = try GoldenSteps.load()
        var plain = PlainStep<Double>(
            run: one.runConfig(latents: golden.latents, tokens: golden.tokens), weights: one.stepWeights)
        plain.dead = (0..<golden.latents).map { one.dead.contains($0) }
        plain.previousToken = one.previousToken
        let parameters = PlainStep<Double>.Parameters(one.parameters, width: golden.width)
        plain.advance(parameters, PlainStep<Double>.rows(one.steps[0].batch, columns: golden.width))
        let x = PlainStep<Double>.rows(one.steps[1].batch, columns: golden.width)
        let held = plain.held(parameters, x)
        let gradients = plain.gradients(parameters, x).gradients.named()
        // Central differences: an error of h² times the third derivative, and of 2⁻⁵³ |loss| / h by rounding; relative to
        // the largest gradient both are near 1e-10 here, and the worst seen is 3.5e-10.
        let h = 1e-5
        for name in ["encoder", "encoderBias", "decoder", "decoderBias"] {
            let analytic = gradients[name] ?? []
            let numeric = analytic.indices.map { index in
                let up = plain.terms(parameters.moved(name, index, by: h), x, held: held)["total"] ?? .nan
                let down = plain.terms(parameters.moved(name, index, by: -h), x, held: held)["total"] ?? .nan
                return (up - down) / (2 * h)
            }
            let error = relativeError(analytic, numeric)
            #expect(error <= 1e-8, "\(name): \(error)")
        }
    }
}
