import Failures

/// How many pairs have a coefficient in each of a number of equal bins of (0, 1]; 1 counts in the last.
public final class CoefficientHistogram {
    public private(set) var counts: [Int]

    public init(bins: Int) {
        precondition(bins > 0, "a histogram of \(bins) bins")
        counts = [Int](repeating: 0, count: bins)
    }

    var bins: Int { counts.count }

    /// The bin of a coefficient above 0. Of activations near the largest float32 a coefficient may be infinite.
    static func bin(of coefficient: Float, among bins: Int) -> Int {
        min(bins - 1, Int(bounded: coefficient * Float(bins)))
    }

    /// Counts one pair whose coefficient is above 0.
    func add(_ coefficient: Float) { counts[CoefficientHistogram.bin(of: coefficient, among: bins)] += 1 }

    /// Adds what a block has counted.
    func add(_ block: [Int]) {
        for bin in 0..<bins { counts[bin] += block[bin] }
    }
}
