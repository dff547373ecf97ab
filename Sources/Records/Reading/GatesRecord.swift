/// The gates of an absorption file, ours: whether it measures absorption (Guides/Absorption.md).
package struct GatesRecord: Decodable, Sendable {
    /// The best single latent of a letter or another property.
    package struct Best: Decodable, Sendable {
        /// "a" to "z"; nil: another property.
        package var letter: String?
        /// "-s", "capital initial"; nil: a letter.
        package var property: String?
        package var latent: Int?
        @Finite package var f1: Double?
        @Finite package var recall: Double?
        package var isCounted: Bool?

        private enum CodingKeys: String, CodingKey {
            case letter = "first_letter", property, latent, f1, recall, isCounted = "counted"
        }
    }

    private struct Words: Decodable, Sendable { var scored: Int?, full: Int?, audited: Int? }

    private var verdict: String?
    private var mean: [String: Finite]?
    private var words: Words?
    private var everyLetter: [Best]?
    private var everyProperty: [Best]?
    @Finite package var medianCosine: Double?
    @Finite package var medianPurity: Double?

    private enum CodingKeys: String, CodingKey {
        case verdict, mean, words, everyLetter = "letters", everyProperty = "other_properties",
            medianCosine = "median_absorber_cosine", medianPurity = "median_absorber_purity"
    }

    package var letters: [Best] { (everyLetter ?? []).filter(\.isPossible) }
    package var properties: [Best] { (everyProperty ?? []).filter(\.isPossible) }
    /// F1 of SAEBench's own probe on its first latent, mean over letters.
    package var firstChoiceF1: Double? { mean?["saebench_k1_f1"]?.wrappedValue }
    /// Words of the letters that count: scored, fully absorbed with the best latent as main, confirmed by the audit.
    package var counts: (scored: Int, full: Int, audited: Int)? {
        guard let words, let scored = words.scored, let full = words.full, let audited = words.audited else { return nil }
        return (scored, full, audited)
    }

    /// The columns of the comparison's table.
    package var figures: ComparisonFigures {
        ComparisonFigures(
            Dictionary(uniqueKeysWithValues: ComparisonMetric.gates.map { ($0, mean?[$0.rawValue]?.wrappedValue) }))
    }

    /// What the file says, or what its figures say without the second gate.
    package var gate: LatentGate {
        verdict.flatMap { LatentGate(rawValue: $0) } ?? LatentGate(bestF1: figures[.bestLatentF1], audited: nil)
    }
}

extension GatesRecord.Best {
    fileprivate var isPossible: Bool { latent.map(Possible.latents.contains) ?? true }
}
