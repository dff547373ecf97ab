import Autoencoders
import Engine
import Records
import Testing

@Suite struct FoldingTests {
    static let latents = 40, width = 12, tokens = 30

    /// A trained-looking SAE: rows of many norms where they are free, biases, thresholds.
    static func autoencoder(_ recipe: Recipe, _ architecture: Architecture, _ engine: ComputeEngine) -> Autoencoder {
        var config = RunConfig()
        config.sae.latents = latents
        config.sae.k = 5
        config.apply(recipe: recipe, architecture: architecture)
        let sae = Autoencoder(configuration: config.sae, width: width)
        sae.initialise(config.start, seed: 3, engine: engine, firstBatch: Matrix(rows: 4, columns: width))
        var random = CounterRandom(seed: 4)
        if config.sae.decoderNorm == .free {
            let factors = Matrix(
                rows: 1, columns: latents, elements: (0..<latents).map { _ in 0.5 + 3 * random.uniform() })
            engine.scaleRows(sae.decoder, by: factors, into: sae.decoder)
        }
        sae.encoderBias.assign((0..<latents).map { _ in 0.2 * random.uniform() - 0.1 })
        sae.decoderBias.assign((0..<width).map { _ in random.uniform() - 0.5 })
        if config.sae.activation == .jumprelu {
            sae.threshold.assign((0..<latents).map { _ in 0.2 * random.uniform() })
        }
        sae.batchThreshold = 0.02
        return sae
    }

    static func reconstruction(_ sae: Autoencoder, _ x: Matrix, _ engine: ComputeEngine) -> (Matrix, Int) {
        let latents = SparseLatents(columns: sae.latents), output = Matrix(rows: x.rows, columns: x.columns)
        sae.encode(x, engine: engine, into: latents)
        sae.decode(latents, engine: engine, into: output)
        return (output, latents.count)
    }

    @Test(arguments: Recipe.allCases, Architecture.allCases)
    func `a folded SAE does on raw activations what the trained one does on scaled ones`(
        recipe: Recipe, architecture: Architecture
    ) {
        let engine = ComputeEngine(threads: 2), scale: Float = 0.37
        let sae = FoldingTests.autoencoder(recipe, architecture, engine)
        var random = CounterRandom(seed: 9)
        let raw = Matrix(
            rows: FoldingTests.tokens, columns: FoldingTests.width,
            elements: (0..<FoldingTests.tokens * FoldingTests.width).map { _ in 8 * random.uniform() - 4 })
        let scaled = Matrix(rows: raw.rows, columns: raw.columns)
        engine.scale(raw, by: scale, into: scaled)
        let folded = sae.folded(inputScale: scale, engine: engine)

        let (before, firing) = FoldingTests.reconstruction(sae, scaled, engine)
        let (after, firingAfter) = FoldingTests.reconstruction(folded, raw, engine)
        #expect(firing == firingAfter && firing > 0)
        engine.scale(before, by: 1 / scale, into: before)
        let largest = before.toArray().map { abs($0) }.max()!
        let worst = zip(before.toArray(), after.toArray()).map { abs($0 - $1) }.max()!
        // Sums of a few dozen products, each weight rounded three times more: some ulps of the largest entry.
        #expect(worst <= 1e-6 * largest)
        #expect(folded.configuration.activation != .batchtopk && !folded.configuration.rescaleByDecoderNorm)

        let norms = Matrix(rows: 1, columns: FoldingTests.latents)
        engine.rowNorms(folded.decoder, into: norms)
        #expect(norms.toArray().allSatisfy { abs($0 - 1) <= 1e-6 })
    }

    @Test func `batchtopk's T learned on rescaled latents becomes T over the scale`() {
        let engine = ComputeEngine(threads: 1)
        let sae = FoldingTests.autoencoder(.saelens, .batchtopk, engine)
        let folded = sae.folded(inputScale: 0.5, engine: engine)
        #expect(folded.threshold.toArray().allSatisfy { $0 == 0.04 })
        sae.batchThreshold = -1
        #expect(sae.folded(inputScale: 0.5, engine: engine).threshold.toArray().allSatisfy { $0 == 0 })
    }

    @Test func `topk that chose without norms keeps its free rows`() {
        let engine = ComputeEngine(threads: 1)
        var config = RunConfig()
        config.sae.latents = 6
        config.sae.k = 2
        config.apply(recipe: .saelens, architecture: .topk)
        config.sae.rescaleByDecoderNorm = false
        let sae = Autoencoder(configuration: config.sae, width: 4)
        sae.initialise(config.start, seed: 1, engine: engine)
        let folded = sae.folded(inputScale: 2, engine: engine)
        #expect(folded.configuration.decoderNorm == .free)
        let norms = Matrix(rows: 1, columns: 6)
        engine.rowNorms(folded.decoder, into: norms)
        #expect(norms.toArray().allSatisfy { abs($0 - 0.05) <= 1e-7 })
    }
}
