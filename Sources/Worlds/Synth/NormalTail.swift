import Failures
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The chance that a standard normal number exceeds x, from a table with straight lines between: within 10^-5 of itself
/// where it is above 10^-7.
struct NormalTail: Sendable {
    private static let ends: ClosedRange<Float> = -8...8
    private static let steps: Float = 512
    private static let count = 16 * 512 + 2
    private let table: [Float]

    init() {
        table = (0..<NormalTail.count).map {
            Float(0.5 * erfc((Double(NormalTail.ends.lowerBound) + Double($0) / Double(NormalTail.steps)) * 0.5.squareRoot()))
        }
    }

    func callAsFunction(_ x: Float) -> Float {
        if x <= NormalTail.ends.lowerBound { return 1 }
        if x >= NormalTail.ends.upperBound { return 0 }
        let place = (x - NormalTail.ends.lowerBound) * NormalTail.steps
        let at = Int(bounded: place), rest = place - Float(at)
        return table[at] + rest * (table[at + 1] - table[at])
    }

    /// The x that a chance p is exceeded with: bisection, in float64.
    static func quantile(_ p: Double) -> Double {
        if p >= 1 { return -.infinity }
        if p <= 0 { return .infinity }
        var low = -40.0, high = 40.0
        for _ in 0..<200 {
            let middle = (low + high) / 2
            if 0.5 * erfc(middle * 0.5.squareRoot()) > p { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
