/// The difference of two means over seeds, with Welch's 95 % interval.
///
/// With s²/n of both sides, a and b: half = t₀.₉₇₅(ν)·√(a + b), ν = (a + b)²/(a²/(n₁ − 1) + b²/(n₂ − 1))
/// (Welch–Satterthwaite). A difference counts when the interval excludes 0; with one seed on either side there is no
/// interval, and so none counts.
public struct WelchDifference: Sendable, Equatable {
    /// Mean of the first less mean of the second.
    public let difference: Double
    /// ν; nil where there is no interval, infinite where neither side varies.
    public let degreesOfFreedom: Double?
    /// Nil where a side has fewer than two seeds.
    public let interval: ClosedRange<Double>?

    /// Nil where a side has no value.
    public init?(_ first: SeedSummary, _ second: SeedSummary, confidence: Double = 0.95) {
        guard let one = first.mean, let other = second.mean else { return nil }
        difference = one - other
        guard let a = first.squaredError, let b = second.squaredError, (a + b).isFinite, difference.isFinite else {
            degreesOfFreedom = nil
            interval = nil
            return
        }
        let (n, m) = (Double(first.count), Double(second.count))
        // What rounding alone gives two equal means: below it a side does not vary.
        let noise = 1e-12 * max(abs(one), abs(other))
        guard a + b > noise * noise else {
            degreesOfFreedom = .infinity
            interval = abs(difference) <= noise ? -noise...noise : difference...difference
            return
        }
        // By shares of the sum: the squares of very small or large ones leave the range of a Double.
        let (aShare, bShare) = (a / (a + b), b / (a + b))
        let freedom = 1 / (aShare * aShare / (n - 1) + bShare * bShare / (m - 1))
        let t = StudentDistribution(degreesOfFreedom: freedom).quantile((1 + confidence) / 2)
        let half = t * (a + b).squareRoot()
        degreesOfFreedom = freedom
        interval = difference - half...difference + half
    }

    /// Whether the interval excludes 0.
    public var counts: Bool { interval.map { !$0.contains(0) } ?? false }
}
