package import Records

extension CompetitionReport.Graph {
    /// The graph that is written: the latents with the most competitors, and the first of the largest communities; the
    /// pairs among these first, then the strongest of the others; communities whole.
    ///
    /// - Parameters:
    ///   - density: of a latent.
    ///   - label: a token that tells a latent to a person.
    package init(
        _ network: CompetitionNetwork, theta: Float, tokens: Int, settings: CompetitionSettings,
        density: (Int) -> Double, label: (Int) -> String?
    ) {
        let ranked = network.byDegree, communities = Communities.find(network)
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
        let candidates = network.pairs.filter { written.contains(Int($0.first)) && written.contains(Int($0.second)) }
        let chosen = candidates.map { (pair: $0, isCentral: isCentral($0)) }.sorted { one, other in
            if one.isCentral != other.isCentral { return one.isCentral }
            return (other.pair.coefficient, one.pair.first, one.pair.second) < (
                one.pair.coefficient, other.pair.first, other.pair.second
            )
        }.prefix(settings.edges)
        self.init(
            coefficient: CompetitionCoefficient.cosine.rawValue, theta: Double(theta).rounded(digits: 4),
            tokens: tokens, pairs: network.pairs.count,
            nodes: ranked.filter(written.contains).map { latent in
                Node(
                    id: latent, community: home[latent], degree: network.degree(latent),
                    density: density(latent).rounded(digits: 4), label: label(latent))
            },
            edges: chosen.map { entry in
                Edge(
                    first: Int(entry.pair.first), second: Int(entry.pair.second),
                    coefficient: Double(entry.pair.coefficient).rounded(digits: 4),
                    cosine: Double(entry.pair.cosine).rounded(digits: 4))
            },
            communities: communities, hubs: Array(ranked.prefix(settings.hubs)))
    }
}
