import Autoencoders
import Engine
import Records
import Testing

/// A finished SAE as the start of a run: what it gives on raw activations, the run's SAE gives on scaled ones.
@Suite struct UnfoldingTests {
    private let engine = ComputeEngine(threads: 2)
    private let scale: Float = 0.37

    private func rows() -> (raw: Matrix, scaled: Matrix) {
        var random = CounterRandom(seed: 9)
        let raw = Matrix(
            rows: FoldingTests.tokens, columns: FoldingTests.width,
            elements: (0..<FoldingTests.tokens * FoldingTests.width).map { _ in 8 * random.uniform() - 4 })
        let scaled = Matrix(rows: raw.rows, columns: raw.columns)
        engine.scale(raw, by: scale, into: scaled)
        return (raw, scaled)
    }

    private func expectSame(_ finished: Autoencoder, _ started: Autoencoder) {
        let (raw, scaled) = rows()
        let (before, firing) = FoldingTests.reconstruction(finished, raw, engine)
        let (after, firingAfter) = FoldingTests.reconstruction(started, scaled, engine)
        #expect(firing == firingAfter && firing > 0)
        engine.scale(after, by: 1 / scale, into: after)
        let largest = before.toArray().map { abs($0) }.max()!
        let worst = zip(before.toArray(), after.toArray()).map { abs($0 - $1) }.max()!
        #expect(worst <= 2e-6 * largest)
    }

    @Test(arguments: Recipe.allCases, [Architecture.standard, .topk, .jumprelu, .orthogonal])
    func `a run starts with what the finished SAE computes`(recipe: Recipe, architecture: Architecture) {
        let trained = FoldingTests.autoencoder(recipe, architecture, engine)
        let finished = trained.folded(inputScale: scale, engine: engine)
        let started = Autoencoder(configuration: trained.configuration, width: trained.width)
        started.take(finished, inputScale: scale, engine: engine)
        expectSame(finished, started)
    }

    @Test(arguments: [false, true], [DecoderNorm.unit, .free])
    func `whether the decoder bias is subtracted may differ`(subtracts: Bool, norm: DecoderNorm) {
        let finished = FoldingTests.autoencoder(.saelens, .standard, engine)
        var config = finished.configuration
        config.subtractDecoderBias = subtracts
        config.decoderNorm = norm
        let started = Autoencoder(configuration: config, width: finished.width)
        started.take(finished, inputScale: scale, engine: engine)
        expectSame(finished, started)
    }

    @Test(arguments: [ThresholdParameter.linear, .logarithm])
    func `thresholds are taken over in either parameter`(parameter: ThresholdParameter) {
        let finished = FoldingTests.autoencoder(.paper, .jumprelu, engine).folded(inputScale: 1, engine: engine)
        var config = finished.configuration
        config.thresholdParameter = parameter
        let started = Autoencoder(configuration: config, width: finished.width)
        started.take(finished, inputScale: scale, engine: engine)
        expectSame(finished, started)
    }

    @Test func `a relu SAE starts a jumprelu run at the run's own threshold`() {
        let finished = FoldingTests.autoencoder(.paper, .standard, engine).folded(inputScale: 1, engine: engine)
        var config = finished.configuration
        config.activation = .jumprelu
        config.threshold = 0.25
        let started = Autoencoder(configuration: config, width: finished.width)
        started.take(finished, inputScale: scale, engine: engine)
        #expect(started.threshold.toArray().allSatisfy { $0 == 0.25 })
    }
}

extension UnfoldingTests {
    @Test(arguments: Recipe.allCases) func `a batchtopk run goes on with the threshold that it was written with`(recipe: Recipe) {
        let engine = ComputeEngine(threads: 1)
        let trained = FoldingTests.autoencoder(recipe, .batchtopk, engine)
        let finished = trained.folded(inputScale: 0.37, engine: engine)
        let started = Autoencoder(configuration: trained.configuration, width: trained.width)
        started.take(finished, inputScale: 0.37, engine: engine)
        // T on z of unit rows, or on z‖w‖: what the trained one had, but for norms where T was on z of free rows.
        #expect(started.batchThreshold > 0)
        if trained.configuration.decoderNorm == .unit || trained.configuration.rescaleByDecoderNorm {
            #expect(abs(started.batchThreshold - trained.batchThreshold) <= 1e-5)
        }
    }
}
