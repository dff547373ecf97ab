import Autoencoders
import Engine
import Records
import Testing

@Suite struct `Held-out figures` {
    private let engine = ComputeEngine(threads: 2)

    /// Three latents that read a plane's axes and its diagonal's negative; the decoder gives the axes back, halved.
    private func sae() -> Autoencoder {
        var config = AutoencoderConfig()
        config.activation = .relu
        config.latents = 3
        let sae = Autoencoder(configuration: config, width: 2)
        sae.encoder.assign([1, 0, 0, 1, -1, -1])
        sae.decoder.assign([0.5, 0, 0, 0.5, 0, 0])
        return sae
    }

    @Test func `are the formulas' on numbers worked by hand`() {
        // Latents fire: row 0 {0}, row 1 {1}, row 2 {0, 1}. Latent 2 never does.
        let x = Matrix(rows: 3, columns: 2, elements: [2, 0, 0, 2, 4, 4])
        let figures = HeldOutFigures(of: sae(), on: x, threshold: 0.7, engine: engine)
        #expect(figures.tokens == 3)
        // Errors are halves: 1, 1 and 4 + 4.
        #expect(figures.meanSquaredError == 10.0 / 3)
        // Mean (2, 2); squared distances 4, 4, 8.
        #expect(figures.explainedVariance == 1 - 10.0 / 16)
        #expect(figures.l0 == 4.0 / 3)
        #expect(figures.firingRates == [2.0 / 3, 2.0 / 3, 0])
        #expect(figures.aliveFraction == 2.0 / 3)
        // c = 16 / (4 + 16) = 0.8.
        #expect(figures.competingPairs == 1)
        #expect(HeldOutFigures(of: sae(), on: x, threshold: 0.81, engine: engine).competingPairs == 0)
    }

    @Test func `say nothing of variance where there is none`() {
        let figures = HeldOutFigures(
            of: sae(), on: Matrix(rows: 2, columns: 2, elements: [1, 1, 1, 1]), threshold: 0.3, engine: engine)
        #expect(figures.explainedVariance == nil)
        let none = HeldOutFigures(of: sae(), on: Matrix(rows: 0, columns: 2), threshold: 0.3, engine: engine)
        #expect(none.tokens == 0 && none.l0 == 0 && none.explainedVariance == nil)
    }

    @Test func `do not depend on the blocks they are summed in`() {
        // More tokens than one block holds: twice the same rows give the same means.
        let n = HeldOutFigures.pairTokens + 100
        let rows = (0..<n).flatMap { [Float($0 % 7) - 3, Float($0 % 5) - 2] }
        let figures = HeldOutFigures(
            of: sae(), on: Matrix(rows: n, columns: 2, elements: rows), threshold: 0.3, engine: engine)
        var squaredError = 0.0
        var fired = 0
        for i in 0..<n {
            let (a, b) = (rows[2 * i], rows[2 * i + 1])
            squaredError += Double(
                (a - max(a, 0) / 2) * (a - max(a, 0) / 2) + (b - max(b, 0) / 2) * (b - max(b, 0) / 2))
            fired += (a > 0 ? 1 : 0) + (b > 0 ? 1 : 0) + (-a - b > 0 ? 1 : 0)
        }
        // All numbers here are multiples of 1/4 and exact in float32.
        #expect(figures.meanSquaredError == squaredError / Double(n))
        #expect(figures.l0 == Double(fired) / Double(n))
    }

    /// Of an untrained SAE every second latent fires on a token: pairs are counted by blocks then, not listed.
    @Test func `count the pairs of crowded tokens, and say where there are too many`() {
        var config = AutoencoderConfig()
        config.latents = 700
        let sae = Autoencoder(configuration: config, width: 8)
        sae.initialise(InitialisationConfig(), seed: 2, engine: engine)
        var random = CounterRandom(seed: 1, stream: 1)
        let x = Matrix(rows: 90, columns: 8, elements: (0..<720).map { _ in random.uniform() - 0.5 })
        let latents = RowEncoder(sae, engine: engine).latents(of: x)
        #expect(!PairListing.pays(latents, engine))
        let f = latents.toDenseArray().map { Double($0) }
        let columns = (0..<700).map { latent in (0..<90).map { f[$0 * 700 + latent] } }
        let norms = columns.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        var expected = 0
        for i in 0..<700 {
            for j in i + 1..<700 where zip(columns[i], columns[j]).reduce(0, { $0 + $1.0 * $1.1 }) > 0.6 * norms[i] * norms[j] {
                expected += 1
            }
        }
        let found = HeldOutFigures(of: sae, on: x, threshold: 0.6, engine: engine).competingPairs
        #expect(expected > 1000 && found == expected)
    }
}
