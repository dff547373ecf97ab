package import Records

extension CompetitionReport.Graph {
    /// The graph that is written: the latents with the most competitors, and the first of the largest communities; the
    /// pairs among these first, then the strongest of the others; communities whole.
    ///
    /// - Parameters:
    ///   - density: of a latent.
    ///   - label: a token that tells a latent to a person.
    ///   - progress: of the search for communities, which is most of the work; what it throws ends it.
    package init(
        _ network: CompetitionNetwork, theta: Float, tokens: Int, settings: CompetitionSettings,
        density: (Int) -> Double, label: (Int) -> String?, progress: (Double) throws -> Void
    ) rethrows {
        let ranked = network.byDegree, communities = try Communities.find(network, progress: progress)
        var home: [Int: Int] = [:]
        for (index, members) in communities.enumerated() { for latent in members { home[latent] = index } }
        let centre = Set(
            communities.prefix(settings.centre.communities).flatMap { $0.prefix(settings.centre.latents) })
        // The last ones make room for those of a community that has few competitors.
        let others = ranked.filter { !centre.contains($0) }
        let written = centre.union(others.prefix(max(0, settings.nodes - centre.count)))
        func isCentral(_ pair: CompetingPair) -> Bool {
            centre.contains(Int(pair.first)) && centre.contains(Int(pair.second))
        }
        let chosen = GraphEdges.first(settings.edges, of: network.pairs, isCentral: isCentral) {
            written.contains(Int($0.first)) && written.contains(Int($0.second))
        }
        self.init(
            coefficient: CompetitionCoefficient.cosine.rawValue, theta: Double(theta).rounded(digits: 4),
            tokens: tokens, pairs: network.pairs.count,
            nodes: ranked.filter(written.contains).map { latent in
                Node(
                    id: latent, community: home[latent], degree: network.degree(latent),
                    density: density(latent).rounded(digits: 4), label: label(latent))
            },
            edges: chosen.map { pair in
                Edge(
                    first: Int(pair.first), second: Int(pair.second),
                    coefficient: Double(pair.coefficient).rounded(digits: 4),
                    cosine: Double(pair.cosine).rounded(digits: 4))
            },
            communities: communities, hubs: Array(ranked.prefix(settings.hubs)))
    }
}

/// The pairs that are written, of many.
enum GraphEdges {
    /// The first `most` of the pairs that are `wanted`: central ones before others, then by c, the largest first; of
    /// equals that with the lower latents. The plain meaning: sort them all.
    static func first(
        _ most: Int, of pairs: [CompetingPair], isCentral: (CompetingPair) -> Bool, wanted: (CompetingPair) -> Bool
    ) -> [CompetingPair] {
        typealias Entry = (pair: CompetingPair, isCentral: Bool)
        func precedes(_ one: Entry, _ other: Entry) -> Bool {
            if one.isCentral != other.isCentral { return one.isCentral }
            return (other.pair.coefficient, one.pair.first, one.pair.second) < (
                one.pair.coefficient, other.pair.first, other.pair.second
            )
        }
        var kept: [Entry] = []
        // Now and then cut back to the first, which raises the bar for what follows.
        var last: Entry?
        func cut() {
            kept.sort(by: precedes)
            kept.removeLast(max(0, kept.count - most))
            if kept.count == most { last = kept.last }
        }
        for pair in pairs where wanted(pair) {
            let entry = (pair: pair, isCentral: isCentral(pair))
            if let last, !precedes(entry, last) { continue }
            kept.append(entry)
            if kept.count >= 4 * most + 64 { cut() }
        }
        cut()
        return kept.map(\.pair)
    }
}
