/// From the run's evaluations and who competes with whom.
extension CompetitionAndAbsorption {
    /// The letters that count. Of each word the latent with the largest projection on the letter's direction is a
    /// candidate, unless it is the letter's own.
    ///
    /// - Parameter compete: whether two latents do.
    /// - Returns: nil where the file does not tell the words, or no letter counts.
    package init?(_ record: AbsorptionRecord, compete: (Int, Int) -> Bool) {
        guard let words = record.scoredWords else { return nil }
        let byLetter = Dictionary(grouping: words, by: \.letter)
        letters = record.letters.filter { $0.isCounted != false }.sorted { $0.letter < $1.letter }.map { letter in
            let own = letter.latents ?? []
            let candidates = Set((byLetter[letter.letter] ?? []).compactMap(\.latent)).subtracting(own).sorted()
            return Letter(
                letter: letter.letter, latents: own,
                competitors: candidates.filter { other in own.contains { compete($0, other) } },
                candidates: candidates.count, absorptionFraction: AbsorptionRecord.known(letter.fraction),
                fullAbsorption: AbsorptionRecord.known(letter.full), words: letter.words)
        }
        if letters.isEmpty { return nil }
        correlation = RankCorrelation.spearman(
            letters.compactMap { letter in letter.absorptionFraction.map { (Double(letter.competitors.count), $0) } })
        shareCorrelation = RankCorrelation.spearman(
            letters.compactMap { letter in
                guard let fraction = letter.absorptionFraction, let all = letter.candidates, all > 0 else { return nil }
                return (Double(letter.competitors.count) / Double(all), fraction)
            })
    }
}

extension CompetitionAndProbing {
    /// - Parameter competitors: of a latent, how many it competes with.
    /// - Returns: nil where the file does not tell the classes' best latents.
    package init?(_ record: ProbingRecord, competitors: (Int) -> Int) {
        probes = record.probes.compactMap { probe in
            probe.latent.map {
                Probe(name: probe.name, latent: $0, competitors: competitors($0), accuracy: probe.accuracy)
            }
        }
        if probes.isEmpty { return nil }
        correlation = RankCorrelation.spearman(
            probes.compactMap { probe in probe.accuracy.map { (Double(probe.competitors), $0) } })
    }
}
