import Failures
import Foundation

/// At which L0s curves are compared.
public enum CommonL0 {
    /// Steps of a decade: a person reads them at a glance.
    private static let mantissas = [1, 1.5, 2, 3, 5, 7]

    /// Up to `most` round L0s inside all of `ranges`, spread evenly; where none is round, the one in the middle. If all
    /// have no L0 in common, those that the most of them (at least two) cover. Empty where no two overlap.
    public static func choose(covering ranges: [ClosedRange<Double>], most: Int = 4) -> [Double] {
        guard ranges.count > 1, let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max(),
            AxisScale.canShow(low, .log), AxisScale.canShow(high, .log)
        else { return [] }
        func cover(_ l0: Double) -> Int { ranges.count { $0.contains(l0) } }
        let exponents = Int(bounded: log10(low).rounded(.down))...Int(bounded: log10(high).rounded(.up))
        let round = exponents.flatMap { exponent in mantissas.map { $0 * pow(10, Double(exponent)) } }
        // The ends of ranges are where coverage changes: between two of them it is the same all along.
        let ends = Set(ranges.flatMap { [$0.lowerBound, $0.upperBound] }).sorted()
        let middles = zip(ends, ends.dropFirst()).map { ($0 * $1).squareRoot() }
        let best = (ends + middles).map(cover).max() ?? 0
        guard best > 1 else { return [] }
        let candidates = round.filter { cover($0) == best }
        if candidates.isEmpty {
            let inside = (middles + ends).first { cover($0) == best }
            return inside.map { value in
                let short = rounded(value)
                return [cover(short) == best ? short : value]
            } ?? []
        }
        guard candidates.count > most, most > 1 else { return Array(candidates.prefix(most)) }
        return (0..<most).map { candidates[$0 * (candidates.count - 1) / (most - 1)] }
    }

    /// To two digits.
    private static func rounded(_ value: Double) -> Double {
        let unit = pow(10, log10(value).rounded(.down) - 1)
        return (value / unit).rounded() * unit
    }
}
