/// Groups of latents that compete among themselves more than their numbers of competitors would have it: modularity with
/// c as weight, made large greedily (Louvain; Blondel et al. 2008). Nodes are gone through in order, one stays where no
/// other community gains more, and of equals the lower one wins: the same network has the same communities.
package enum Communities {
    /// The most times that all nodes are gone through on one level.
    private static let mostSweeps = 50

    /// Communities of two latents or more: the largest first, of equals that with the lowest latent; in each the latents
    /// with the most competitors first.
    ///
    /// - Parameter progress: told the share of the work that is done at most; what it throws ends the work.
    package static func find(
        _ network: CompetitionNetwork, progress: (Double) throws -> Void
    ) rethrows -> [[Int]] {
        var nodes = (0..<network.latents).filter { network.degree($0) > 0 }.map { [$0] }
        var place = [Int](repeating: -1, count: network.latents)
        for (index, members) in nodes.enumerated() { place[members[0]] = index }
        var level = Level(
            links: nodes.map { members in
                network.partners(members[0]).map { (place[Int($0.latent)], Double($0.coefficient)) }
                    .sorted { $0.0 < $1.0 }
            }, inside: Array(repeating: 0, count: nodes.count))
        while true {
            let community = try level.moved(mostSweeps: mostSweeps, progress: progress)
            let count = (community.max() ?? -1) + 1
            if count == nodes.count { break }
            var merged = [[Int]](repeating: [], count: count)
            for (node, members) in nodes.enumerated() { merged[community[node]] += members }
            nodes = merged
            level = level.joined(community, count: count)
        }
        return nodes.filter { $0.count > 1 }
            .map { members in
                members.sorted { (network.degree($1), $0) < (network.degree($0), $1) }
            }
            .sorted { one, other in
                one.count != other.count ? one.count > other.count : (one.min() ?? 0) < (other.min() ?? 0)
            }
    }

    /// A network of nodes that are communities of the level below.
    private struct Level {
        /// Of each node its neighbours, ascending, and the weight between them.
        var links: [[(node: Int, weight: Double)]]
        /// Twice the weight between latents of one node.
        var inside: [Double]

        /// A community for each node, numbered from 0 in the order of their first nodes.
        func moved(mostSweeps: Int, progress: (Double) throws -> Void) rethrows -> [Int] {
            let weights = links.indices.map { node in links[node].reduce(inside[node]) { $0 + $1.weight } }
            let total = weights.reduce(0, +)
            var community = Array(links.indices), sums = weights
            var between = [Double](repeating: 0, count: links.count), touched: [Int] = []
            for sweep in 0..<mostSweeps where total > 0 {
                try progress(Double(sweep) / Double(mostSweeps))
                var hasMoved = false
                for node in links.indices {
                    let own = community[node]
                    touched = [own]
                    for (other, weight) in links[node] {
                        let there = community[other]
                        if between[there] == 0 && there != own { touched.append(there) }
                        between[there] += weight
                    }
                    sums[own] -= weights[node]
                    // What modularity gains by joining each, but for a common factor.
                    func gain(_ there: Int) -> Double { between[there] - sums[there] * weights[node] / total }
                    var best = own
                    for there in touched.sorted() where gain(there) > gain(best) + 1e-12 * weights[node] { best = there }
                    sums[best] += weights[node]
                    for there in touched { between[there] = 0 }
                    if best != own {
                        community[node] = best
                        hasMoved = true
                    }
                }
                if !hasMoved { break }
            }
            var numbers: [Int: Int] = [:]
            return community.map { old in
                if let number = numbers[old] { return number }
                numbers[old] = numbers.count
                return numbers.count - 1
            }
        }

        /// The network of the communities.
        func joined(_ community: [Int], count: Int) -> Level {
            var inside = [Double](repeating: 0, count: count)
            var weights = [[Int: Double]](repeating: [:], count: count)
            for node in links.indices {
                let own = community[node]
                inside[own] += self.inside[node]
                for (other, weight) in links[node] {
                    if community[other] == own {
                        inside[own] += weight
                    } else {
                        weights[own][community[other], default: 0] += weight
                    }
                }
            }
            return Level(
                links: weights.map { $0.sorted { $0.key < $1.key }.map { (node: $0.key, weight: $0.value) } },
                inside: inside)
        }
    }
}
