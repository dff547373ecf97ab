import Foundation

/// Student's t distribution with ν degrees of freedom, ν any number above 0 (Welch's is no integer).
///
/// The distribution function goes through the regularised incomplete beta function, I_x(ν/2, 1/2) with x = ν/(ν + t²),
/// computed by its continued fraction (Abramowitz and Stegun 26.5.8, modified Lentz); the quantile inverts it by
/// bisection, in Double.
public struct StudentDistribution: Sendable, Equatable {
    public let degreesOfFreedom: Double

    /// - Precondition: ν is above 0.
    public init(degreesOfFreedom: Double) {
        precondition(degreesOfFreedom > 0, "\(degreesOfFreedom) degrees of freedom")
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(T ≤ t).
    public func cumulative(_ t: Double) -> Double {
        let ν = degreesOfFreedom
        let tail = StudentDistribution.incompleteBeta(ν / (ν + t * t), ν / 2, 0.5) / 2
        return t > 0 ? 1 - tail : tail
    }

    /// The t with P(T ≤ t) = p, to about 12 digits.
    ///
    /// - Precondition: 0 < p < 1.
    public func quantile(_ p: Double) -> Double {
        precondition(p > 0 && p < 1, "a quantile of \(p)")
        if p == 0.5 { return 0 }
        if p < 0.5 { return -quantile(1 - p) }
        var low = 0.0, high = 1.0
        while cumulative(high) < p, high < 1e300 { (low, high) = (high, 2 * high) }
        for _ in 0..<200 {
            let middle = low + (high - low) / 2
            if middle == low || middle == high { break }
            if cumulative(middle) < p { low = middle } else { high = middle }
        }
        return low + (high - low) / 2
    }

    /// I_x(a, b), the regularised incomplete beta function, 0 ≤ x ≤ 1.
    static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        if x <= 0 { return 0 }
        if x >= 1 { return 1 }
        let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
        // The fraction converges fast on one side of the mean only.
        return x < (a + 1) / (a + b + 2)
            ? front * fraction(x, a, b) / a : 1 - front * fraction(1 - x, b, a) / b
    }

    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        func guarded(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
        var c = 1.0, d = 1 / guarded(1 - (a + b) * x / (a + 1))
        var result = d
        for m in 1...10_000 {
            let m = Double(m)
            for term in [
                m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
            ] {
                d = 1 / guarded(1 + term * d)
                c = guarded(1 + term / c)
                result *= c * d
            }
            if abs(c * d - 1) < 1e-15 { break }
        }
        return result
    }
}
