/// Of a file that is one record the impossible parts are left out, and the rest still tells what it tells.
extension CompetitionReport {
    /// Leaves out what names no latent, no community or no count, and says how many parts that were.
    package mutating func leaveOutImpossible() -> Int {
        var left = 0
        func kept<Part>(_ parts: [Part], _ isPossible: (Part) -> Bool) -> [Part] {
            let result = parts.filter(isPossible)
            left += parts.count - result.count
            return result
        }
        let isLatent = { (id: Int) in Possible.latents.contains(id) }
        history = kept(history) {
            Possible.counts.contains($0.step) && Possible.isCount($0.pairs) && Possible.isHistogram($0.histogram)
        }
        strongest = kept(strongest) { pair in
            isLatent(pair.first) && isLatent(pair.second)
                && pair.points.allSatisfy { Possible.counts.contains($0.step) }
        }
        if var graph {
            let communities = graph.communities.indices
            graph.nodes = kept(graph.nodes) {
                isLatent($0.id) && Possible.counts.contains($0.degree)
                    && ($0.community.map(communities.contains) ?? true)
            }
            graph.edges = kept(graph.edges) { isLatent($0.first) && isLatent($0.second) }
            // Communities are numbered by their place, so that they stay where they are.
            graph.communities = graph.communities.map { kept($0, isLatent) }
            graph.hubs = kept(graph.hubs, isLatent)
            if !Possible.isCount(graph.tokens) { (graph.tokens, left) = (nil, left + 1) }
            if !Possible.isCount(graph.pairs) { (graph.pairs, left) = (nil, left + 1) }
            self.graph = graph
        }
        if let letters = absorption?.letters {
            absorption?.letters = kept(letters) { letter in
                (letter.latents + letter.competitors).allSatisfy(isLatent) && Possible.isCount(letter.candidates)
                    && Possible.isCount(letter.words)
            }
        }
        if let probes = probing?.probes {
            probing?.probes = kept(probes) { probe in
                (probe.latent.map(isLatent) ?? true) && Possible.counts.contains(probe.competitors)
            }
        }
        return left
    }
}

extension AbsorptionRecord.Letter {
    var isPossible: Bool { Possible.isCount(words) && (latents ?? []).allSatisfy(Possible.latents.contains) }
}

extension AbsorbedWord {
    var isPossible: Bool { latent.map(Possible.latents.contains) ?? true }
}

extension ComparisonRecord {
    /// Counts that no comparison can have become unknown; says how many parts that were.
    package mutating func leaveOutImpossible() -> Int {
        var left = 0
        func check(_ count: inout Int?) {
            if !Possible.isCount(count) { (count, left) = (nil, left + 1) }
        }
        check(&counters.modelTokens)
        check(&provenance.tokens)
        check(&provenance.width)
        check(&provenance.threads)
        return left
    }
}
