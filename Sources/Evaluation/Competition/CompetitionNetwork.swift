/// Who competes with whom: each latent's partners, the strongest first.
package struct CompetitionNetwork {
    /// By first and then second latent.
    package let pairs: [CompetingPair]
    /// F.
    package let latents: Int
    /// Where each latent's partners begin; F + 1 numbers.
    private let starts: [Int]
    private let list: [(latent: Int32, coefficient: Float)]

    package init(_ pairs: [CompetingPair], latents: Int) {
        self.pairs = pairs
        self.latents = latents
        var starts = [Int](repeating: 0, count: latents + 1)
        for pair in pairs {
            starts[Int(pair.first) + 1] += 1
            starts[Int(pair.second) + 1] += 1
        }
        for latent in 0..<latents { starts[latent + 1] += starts[latent] }
        var list = [(latent: Int32, coefficient: Float)](repeating: (0, 0), count: 2 * pairs.count)
        var next = starts
        for pair in pairs {
            list[next[Int(pair.first)]] = (pair.second, pair.coefficient)
            list[next[Int(pair.second)]] = (pair.first, pair.coefficient)
            next[Int(pair.first)] += 1
            next[Int(pair.second)] += 1
        }
        for latent in 0..<latents where starts[latent + 1] - starts[latent] > 1 {
            list[starts[latent]..<starts[latent + 1]].sort { ($1.coefficient, $0.latent) < ($0.coefficient, $1.latent) }
        }
        self.starts = starts
        self.list = list
    }

    /// How many latents one competes with.
    package func degree(_ latent: Int) -> Int { starts[latent + 1] - starts[latent] }

    /// Those latents, the largest c first, of equals the lower number.
    package func partners(_ latent: Int) -> ArraySlice<(latent: Int32, coefficient: Float)> {
        list[starts[latent]..<starts[latent + 1]]
    }

    package func compete(_ one: Int, _ other: Int) -> Bool {
        let (from, to) = degree(one) < degree(other) ? (one, other) : (other, one)
        return partners(from).contains { Int($0.latent) == to }
    }

    /// Latents with a partner, those with the most first, of equals the lower number.
    package var byDegree: [Int] {
        (0..<latents).filter { degree($0) > 0 }.sorted { (degree($1), $0) < (degree($0), $1) }
    }
}
