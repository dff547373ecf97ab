package import Autoencoders
package import Engine
import Failures

/// Measures one SAE on a model's side.
package struct AbsorptionScorer {
    let side: AbsorptionModelSide
    let settings: AbsorptionSettings
    /// Shared rankings of latents; nil: ranked here.
    let ranking: [Int: [Int32]]?
    /// Rows that an absorber's purity is read from, with their words, beside all words of the side; nil: the training
    /// words alone.
    let purity: (rows: Matrix, words: [FirstLetterPrompt])?
    let engine: ComputeEngine
    let cost: EvaluationCost

    package init(
        side: AbsorptionModelSide, settings: AbsorptionSettings, ranking: [Int: [Int32]]?,
        purity: (rows: Matrix, words: [FirstLetterPrompt])? = nil, engine: ComputeEngine, cost: EvaluationCost
    ) {
        self.side = side
        self.settings = settings
        self.ranking = ranking
        self.purity = purity
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
        let projections = cost.measure("probes") {
            ProbeProjections(
                directions: side.probe.weights, decoder: sae.decoder, rows: side.scoredActivations, engine: engine)
        }
        let words = cost.measure("probes") { self.words(scored, projections, probes) }
        let groundTruth = groundTruth(testLabels)
        let gates = cost.measure("gates") { self.gates(sae, train, test, scored, projections, groundTruth) }
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
            words: zip(side.scored, words).map { ($0, $1) }, leastLetters: settings.leastLetters, gates: gates)
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

    private func words(
        _ latents: SparseLatents, _ projections: ProbeProjections, _ probes: [KSparseLetter]
    ) -> [WordAbsorption] {
        side.scored.enumerated().map { row, prompt in
            WordAbsorption(
                active: latents.entries(ofRow: row), cosines: projections.cosines(of: prompt.letter),
                projection: projections.projection(row: row, on: prompt.letter),
                split: probes[prompt.letter].splitLatents)
        }
    }

    /// Best latents are chosen on the training words and reported on the test words; purity is read from the training
    /// words, and from whatever is given for it.
    private func gates(
        _ sae: Autoencoder, _ train: SparseLatents, _ test: SparseLatents, _ scored: SparseLatents, _ projections: ProbeProjections,
        _ groundTruth: [ClassificationFigures]
    ) -> LatentGateFigures {
        let choosing = engine.firingCounts(train, RowProperties(ofWords: side.plan.train))
        let testing = engine.firingCounts(test, RowProperties(ofWords: side.plan.test))
        var firings = choosing
        if let purity {
            firings += testing
            firings += engine.firingCounts(latents(of: purity.rows, sae), RowProperties(ofWords: purity.words))
        }
        return LatentGateFigures(
            LatentGateInputs(
                choosing: choosing, testing: testing, purity: firings, scored: scored,
                classes: side.scored.map(\.letter), projections: projections),
            counts: { groundTruth[$0].f1 > settings.leastProbeF1 }, engine: engine)
    }
}
