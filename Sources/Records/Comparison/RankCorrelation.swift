/// Spearman's rank correlation: Pearson's of the ranks, where equal numbers share the mean of their places.
package enum RankCorrelation {
    /// Of pairs of numbers. Nil for fewer than three, and where one side does not vary.
    package static func spearman(_ pairs: [(Double, Double)]) -> Double? {
        guard pairs.count >= 3, pairs.allSatisfy({ $0.0.isFinite && $0.1.isFinite }) else { return nil }
        let a = ranks(pairs.map(\.0)), b = ranks(pairs.map(\.1))
        // Ranks with ties at their mean place keep their sum.
        let mean = Double(pairs.count + 1) / 2
        var product = 0.0, left = 0.0, right = 0.0
        for (x, y) in zip(a, b) {
            product += (x - mean) * (y - mean)
            left += (x - mean) * (x - mean)
            right += (y - mean) * (y - mean)
        }
        return left > 0 && right > 0 ? product / (left * right).squareRoot() : nil
    }

    /// 1 for the smallest.
    static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var ranks = [Double](repeating: 0, count: values.count), start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
            start = end
        }
        return ranks
    }
}
