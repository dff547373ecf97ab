import Foundation

/// Places for the nodes of a graph: Fruchterman and Reingold's springs from a fixed start, so that the same graph always
/// looks the same. n² work a round: for some hundred nodes.
package enum GraphLayout {
    /// Points in the unit square.
    ///
    /// - Parameters:
    ///   - groups: a number for each node; nodes of a group start together.
    ///   - edges: indices of nodes, with a weight in 0...1 that pulls harder.
    package static func places(groups: [Int], edges: [(Int, Int, Double)], rounds: Int = 200) -> [(
        x: Double, y: Double
    )] {
        let count = groups.count
        guard count > 1 else { return groups.map { _ in (0.5, 0.5) } }
        // A sunflower, group by group: no two start at one place.
        let order = groups.indices.sorted { (groups[$0], $0) < (groups[$1], $1) }
        var xs = [Double](repeating: 0, count: count), ys = xs
        for (rank, node) in order.enumerated() {
            let radius = (Double(rank) + 0.5).squareRoot(), angle = Double(rank) * 2.399963229728653
            (xs[node], ys[node]) = (radius * cos(angle), radius * sin(angle))
        }
        let spacing = 1.6, gravity = 0.5
        for round in 0..<rounds {
            var dx = [Double](repeating: 0, count: count), dy = dx
            for i in 0..<count {
                // Towards the middle, or parts that nothing joins would drift away.
                dx[i] -= gravity * xs[i]
                dy[i] -= gravity * ys[i]
                for j in 0..<i {
                    let (x, y) = (xs[i] - xs[j], ys[i] - ys[j])
                    let push = spacing * spacing / max(0.01, x * x + y * y)
                    dx[i] += x * push
                    dy[i] += y * push
                    dx[j] -= x * push
                    dy[j] -= y * push
                }
            }
            for (i, j, weight) in edges where i != j {
                let (x, y) = (xs[i] - xs[j], ys[i] - ys[j])
                let pull = (0.3 + weight) * (x * x + y * y).squareRoot() / spacing
                dx[i] -= x * pull
                dy[i] -= y * pull
                dx[j] += x * pull
                dy[j] += y * pull
            }
            let limit = 0.6 * (1 - Double(round) / Double(rounds)) + 0.01
            for i in 0..<count {
                let length = max(1e-9, (dx[i] * dx[i] + dy[i] * dy[i]).squareRoot())
                let step = min(limit, length) / length
                xs[i] += dx[i] * step
                ys[i] += dy[i] * step
            }
        }
        return fitted(xs, ys)
    }

    /// Both axes stretched to fill 0...1.
    private static func fitted(_ xs: [Double], _ ys: [Double]) -> [(x: Double, y: Double)] {
        func unit(_ values: [Double]) -> [Double] {
            guard let low = values.min(), let high = values.max(), high - low > 1e-9 else {
                return values.map { _ in 0.5 }
            }
            return values.map { ($0 - low) / (high - low) }
        }
        return zip(unit(xs), unit(ys)).map { (x: $0, y: $1) }
    }
}
