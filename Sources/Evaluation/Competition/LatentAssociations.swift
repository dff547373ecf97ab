import Records

/// What evaluations tie latents to: letters, absorbed words, probes.
struct LatentAssociations {
    private var byLatent: [Int: [LatentRecord.Association]] = [:]

    subscript(latent: Int) -> [LatentRecord.Association] { byLatent[latent] ?? [] }

    init(absorption: AbsorptionRecord?, probing: ProbingRecord?) {
        let letters = (absorption?.letters ?? []).filter { $0.isCounted != false }.sorted { $0.letter < $1.letter }
        for letter in letters {
            for latent in letter.latents ?? [] { add(latent, .letter, letter.letter, letter.f1) }
        }
        for letter in letters {
            var words: [Int: Int] = [:]
            for word in absorption?.words ?? [] where word.letter == letter.letter {
                if let latent = word.latent, letter.latents?.contains(latent) != true { words[latent, default: 0] += 1 }
            }
            for (latent, count) in words.sorted(by: { $0.key < $1.key }) {
                add(latent, .absorbs, letter.letter, Double(count))
            }
        }
        for probe in probing?.probes ?? [] {
            if let latent = probe.latent { add(latent, .probe, probe.name, probe.accuracy) }
        }
    }

    private mutating func add(
        _ latent: Int, _ role: LatentRecord.Association.Role, _ name: String, _ value: Double?
    ) {
        byLatent[latent, default: []].append(.init(role: role, name: name, value: value?.rounded(digits: 4)))
    }
}
