import Autoencoders
import Engine
import Records
import TestSupport
import Testing

/// The step on a device at every precision against the processor's, with the same selection.
///
/// The selection is the same because z is: all that the encoder's product reads lies on a grid of 1/32 below 8, which bf16 holds
/// exactly (and TF32), and its sums of such products are exact in float32, in any order. All else that a precision rounds (the
/// decoder's product, G, the rows that kernels gather) is rounded.
@Suite struct DevicePrecisionTests {
    /// Largest difference over the largest entry, of every gradient; and Frobenius norms, the root of their mean square over the
    /// cases: in sums over 12 tokens roundings do not average out as in a batch of thousands.
    static func bounds(_ precision: Precision) -> (largest: Double, norm: Double) {
        switch precision {
        case .float32: (5e-6, 5e-6)
        case .tf32: (2e-3, 6e-4)
        case .bf16: (1.5e-2, 5e-3)
        }
    }

    /// Rows of 6 numbers as rows of 8, so that kernels gather them in bf16: two zeros behind, and each number on the grid.
    static func wide(_ numbers: [Double]) -> [Float] {
        (0..<numbers.count / 6 * 8).map { $0 % 8 < 6 ? onGrid(numbers[$0 / 8 * 6 + $0 % 8]) : 0 }
    }
    static func onGrid(_ number: Double) -> Float { Float(max(-7.5, min(7.5, (number * 32).rounded() / 32))) }

    @Test(arguments: Precision.allCases, LatentPath.allCases)
    func `gradients are the processor's within what the precision rounds`(precision: Precision, path: LatentPath) throws {
        let golden = try GoldenSteps.load(), fakes = try DeviceFakes()
        let engines = [try DeviceGoldenTests.engine(fakes, precision), ComputeEngine(threads: 1)]
        var worst = (error: 0.0, place: ""), squares = 0.0
        for one in golden.cases {
            let results = try engines.map { try gradients(one, golden, path, $0) }
            #expect(results[0].report.nonzeros == results[1].report.nonzeros, "\(one)")
            #expect(results[0].touched == results[1].touched, "\(one)")
            // A coefficient that comes from a product of matrices may round to the other side of the limit.
            let pairs = results.map(\.report.competingPairs)
            let mayDiffer = precision != .float32 && (path == .dense || one.config.competitionCoefficient == .potential)
            #expect(Double(abs(pairs[0] - pairs[1])) <= (mayDiffer ? 1e-2 * Double(pairs[1]) : 0), "\(one): \(pairs)")
            for (name, expected) in results[1].named {
                let error = relativeError(results[0].named[name] ?? [], expected)
                if !(error <= worst.error) { worst = (error, "\(one) \(name)") }
            }
            let names = results[1].named.keys.sorted()
            let all = results.map { result in names.flatMap { result.named[$0] ?? [] } }
            let distance = relativeDistance(all[0], all[1])
            squares += distance * distance
        }
        let bounds = DevicePrecisionTests.bounds(precision)
        #expect(worst.error <= bounds.largest, "\(worst)")
        let norm = (squares / Double(golden.cases.count)).squareRoot()
        #expect(norm <= bounds.norm, "\(norm)")
    }

    private struct Result {
        var report: StepReport
        var named: [String: [Double]]
        var touched: [Bool]
    }

    private func gradients(
        _ one: GoldenSteps.Case, _ golden: GoldenSteps, _ path: LatentPath, _ engine: ComputeEngine
    ) throws -> Result {
        let config = one.runConfig(latents: golden.latents, tokens: golden.tokens)
        let autoencoder = Autoencoder(configuration: config.sae, width: 8)
        func set(_ matrix: Matrix, _ name: String) {
            let numbers = one.parameters[name] ?? []
            matrix.assign(matrix.columns == 8 ? DevicePrecisionTests.wide(numbers) : numbers.map(DevicePrecisionTests.onGrid))
        }
        set(autoencoder.encoder, "encoder")
        set(autoencoder.encoderBias, "encoderBias")
        set(autoencoder.decoder, "decoder")
        set(autoencoder.decoderBias, "decoderBias")
        set(autoencoder.threshold, "threshold")
        let step = AutoencoderStep(autoencoder: autoencoder, config: config, batchCapacity: golden.tokens, engine: engine)
        step.forcedPath = path
        let gradients = Gradients(for: autoencoder)
        let dead = LatentMarks((0..<golden.latents).map { one.dead.contains($0) })
        var report = StepReport()
        // Two, for what one step leaves to the next.
        for expected in one.steps.prefix(2) {
            let batch = Matrix(rows: golden.tokens, columns: 8, elements: DevicePrecisionTests.wide(expected.batch))
            report = try step.run(
                batch, previousToken: one.previousToken, weights: one.stepWeights, dead: dead, into: gradients)
        }
        return Result(report: report, named: gradients.named(), touched: gradients.touched.toArray())
    }
}

/// ‖a − b‖ over ‖b‖.
func relativeDistance(_ a: [Double], _ b: [Double]) -> Double {
    let squares = zip(a, b).reduce(into: (0.0, 0.0)) { $0.0 += ($1.0 - $1.1) * ($1.0 - $1.1); $0.1 += $1.1 * $1.1 }
    return squares.0 == 0 ? 0 : (squares.0 / max(squares.1, 1e-60)).squareRoot()
}
