package import Autoencoders
package import Engine
import Failures

/// Measures one SAE on a model's side.
package struct AbsorptionScorer {
    let side: AbsorptionModelSide
    let settings: AbsorptionSettings
    /// Shared rankings of latents; nil: ranked here.
    let ranking: [Int: [Int32]]?
    let engine: ComputeEngine
    let cost: EvaluationCost

    package init(
        side: AbsorptionModelSide, settings: AbsorptionSettings, ranking: [Int: [Int32]]?, engine: ComputeEngine,
        cost: EvaluationCost
    ) {
        self.side = side
        self.settings = settings
        self.ranking = ranking
        self.engine = engine
        self.cost = cost
    }

    /// Throws `Failure(.badData)` for a shared ranking that does not fit the SAE, and what `progress` throws.
    package func result(
        of sae: Autoencoder, seed: UInt64, progress: (_ what: String, _ share: Double) throws -> Void
    ) throws -> AbsorptionResult {
        let trainLabels = side.plan.train.map { Int32($0.letter) }, testLabels = side.plan.test.map { Int32($0.letter) }
        try progress("latents of the words", 0)
        let train = latents(of: side.train, sae), test = latents(of: side.test, sae)
        let scored = latents(of: side.scoredActivations, sae)
        let probes = try kSparse(train, trainLabels, test, testLabels, seed: seed) {
            try progress("k-sparse probes", 0.1 + 0.85 * $0)
        }
        try progress("absorption", 0.95)
        let words = cost.measure("probes") { self.words(scored, decoder: sae.decoder, probes) }
        let groundTruth = groundTruth(testLabels)
        let letters = (0..<FirstLetter.count).compactMap { letter -> LetterAbsorption? in
            let own = side.scored.indices.filter { side.scored[$0].letter == letter }.map { words[$0] }
            if own.isEmpty { return nil }
            return LetterAbsorption(
                letter: letter, words: own, splitLatents: probes[letter].splitLatents, probe: groundTruth[letter],
                leastF1: settings.leastProbeF1)
        }
        try progress("absorption", 1)
        return AbsorptionResult(
            seed: seed, letters: letters, probes: probes,
            words: zip(side.scored, words).map { ($0, $1) }, leastLetters: settings.leastLetters)
    }

    private func latents(of x: Matrix, _ sae: Autoencoder) -> SparseLatents {
        cost.measure("encoder") { RowEncoder(sae, engine: engine).latents(of: x) }
    }

    private func kSparse(
        _ train: SparseLatents, _ trainLabels: [Int32], _ test: SparseLatents, _ testLabels: [Int32], seed: UInt64,
        progress: (Double) throws -> Void
    ) throws -> [KSparseLetter] {
        try cost.measure("probes") {
            let probes = KSparseProbes(settings: settings, engine: engine)
            let letters = 0..<FirstLetter.count
            var ranked: [[Int32]] = []
            if !letters.allSatisfy({ ranking?[$0] != nil }) {
                ranked = try probes.ranking(train, labels: trainLabels, seed: seed) { try progress(0.5 * $0) }
            }
            return try letters.map { letter in
                let chosen = Array((ranking?[letter] ?? ranked[letter]).prefix(settings.largestK))
                guard !chosen.isEmpty, chosen.allSatisfy({ $0 >= 0 && Int($0) < train.columns }) else {
                    throw Failure(
                        .badData, "the ranking of letter \(FirstLetter.name(letter).quoted) is \(chosen), for an SAE of "
                            + "\(train.columns) latents", remedy: "take the ranking that belongs to this SAE")
                }
                try progress(0.5 + Double(letter) / Double(2 * FirstLetter.count))
                return probes.letter(letter, latents: chosen, train: train, trainLabels, test: test, testLabels)
            }
        }
    }

    /// The ground-truth probe on the test words, letter by letter.
    private func groundTruth(_ testLabels: [Int32]) -> [ClassificationFigures] {
        let logits = side.testLogits.toArray(), width = FirstLetter.count
        return (0..<width).map { letter in
            ClassificationFigures(
                scores: testLabels.indices.map { Double(logits[$0 * width + letter]) },
                labels: testLabels.map { $0 == Int32(letter) })
        }
    }

    private func words(_ latents: SparseLatents, decoder: Matrix, _ probes: [KSparseLetter]) -> [WordAbsorption] {
        let count = FirstLetter.count, width = decoder.rows
        let directions = Matrix(rows: count, columns: decoder.columns)
        engine.copy(side.probe.weights, into: directions)
        engine.normalizeRows(directions)
        let unit = Matrix(rows: width, columns: decoder.columns)
        engine.copy(decoder, into: unit)
        engine.normalizeRows(unit)
        let cosines = Matrix(rows: count, columns: width)
        engine.product(directions, transposed: unit, into: cosines)
        let projections = Matrix(rows: side.scored.count, columns: count)
        engine.product(side.scoredActivations, transposed: directions, into: projections)
        let c = cosines.toArray(), p = projections.toArray()
        return side.scored.enumerated().map { row, prompt in
            WordAbsorption(
                active: latents.entries(ofRow: row), cosines: c[prompt.letter * width..<(prompt.letter + 1) * width],
                projection: Double(p[row * count + prompt.letter]), split: probes[prompt.letter].splitLatents)
        }
    }
}
