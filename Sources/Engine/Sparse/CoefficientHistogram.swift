/// How many pairs have a coefficient in each of a number of equal bins of (0, 1]; 1 counts in the last.
public final class CoefficientHistogram {
    public private(set) var counts: [Int]

    public init(bins: Int) {
        precondition(bins > 0, "a histogram of \(bins) bins")
        counts = [Int](repeating: 0, count: bins)
    }

    var bins: Int { counts.count }

    /// Counts one pair whose coefficient is above 0.
    func add(_ coefficient: Float) { counts[min(bins - 1, Int(coefficient * Float(bins)))] += 1 }

    /// Adds what a block has counted.
    func add(_ block: [Int]) {
        for bin in 0..<bins { counts[bin] += block[bin] }
    }
}
