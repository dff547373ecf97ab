import Failures
import Foundation
import Records

/// From data to pixels along one axis, and where its ticks are.
package struct AxisScale: Sendable, Equatable {
    package enum Kind: Sendable, Equatable { case linear, log }

    package struct Tick: Sendable, Equatable {
        package var value: Double
        package var label: String
    }

    package let kind: Kind
    /// The data's ends; never empty.
    package let domain: ClosedRange<Double>
    /// Pixels at those ends; the second may be the smaller (y goes up).
    package var range: (Double, Double) = (0, 1)

    package static func == (a: AxisScale, b: AxisScale) -> Bool {
        a.kind == b.kind && a.domain == b.domain && a.range == b.range
    }

    /// Wide enough for all values, and ending on ticks where it is linear. A log axis sees only values above 0.
    package init(_ kind: Kind, covering values: [Double], including extra: [Double] = [], ticks: Int = 5) {
        self.kind = kind
        let all = (values + extra).filter { AxisScale.canShow($0, kind) }
        guard let low = all.min(), let high = all.max() else {
            domain = kind == .linear ? 0...1 : 1...10
            return
        }
        switch kind {
        case .linear:
            if low == high {
                let room = low == 0 ? 1 : abs(low) * 0.1
                domain = low - room...high + room
            } else {
                let step = AxisScale.niceStep((high - low) / Double(ticks))
                let ends = ((low / step).rounded(.down) * step, (high / step).rounded(.up) * step)
                // Neighbours among the floating numbers may round to one.
                let room = ends.0 < ends.1 ? 0 : max(1, abs(low) * 0.1)
                domain = ends.0 - room...ends.1 + room
            }
        case .log:
            // A little air, so that points do not sit on the frame.
            let room = low == high ? 2 : pow(high / low, 0.04)
            domain = low / room...high * room
        }
    }

    /// Exactly these ends.
    package init(_ kind: Kind, domain: ClosedRange<Double>) {
        precondition(
            domain.lowerBound < domain.upperBound && (domain.upperBound - domain.lowerBound).isFinite
                && (kind == .linear || domain.lowerBound > 0), "axis \(domain)")
        self.kind = kind
        self.domain = domain
    }

    package func to(_ first: Double, _ second: Double) -> AxisScale {
        var copy = self
        copy.range = (first, second)
        return copy
    }

    /// Whether an axis has a place for a value: a figure that can be one, and on a logarithmic axis more than 0.
    package static func canShow(_ value: Double, _ kind: Kind) -> Bool {
        Possible.isFigure(value) && (kind == .linear || value > 0)
    }

    /// Pixels; nil for what the axis cannot show.
    package func position(_ value: Double?) -> Double? {
        guard let value, AxisScale.canShow(value, kind) else { return nil }
        let share: Double
        switch kind {
        case .linear: share = (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
        case .log:
            share = Foundation.log(value / domain.lowerBound) / Foundation.log(domain.upperBound / domain.lowerBound)
        }
        return range.0 + share * (range.1 - range.0)
    }

    /// About `count` of them, on round values inside the domain; on whole numbers where that is asked for.
    package func ticks(_ count: Int, whole: Bool = false) -> [Tick] {
        switch kind {
        case .linear:
            let nice = AxisScale.niceStep((domain.upperBound - domain.lowerBound) / Double(max(1, count)))
            let step = whole ? max(1, nice) : nice
            let first = (domain.lowerBound / step - 1e-9).rounded(.up)
            let more = Int(bounded: (domain.upperBound / step + 1e-9).rounded(.down) - first)
            // Where rounding eats the step there are no round values to write.
            guard more >= 0, more <= AxisScale.mostTicks else { return [] }
            let digits = max(0, -Int(bounded: log10(step).rounded(.down)))
            return (0...more).map { index in
                let value = (first + Double(index)) * step
                return Tick(value: value, label: AxisScale.label(value, digits: digits))
            }
        case .log:
            let decades = log10(domain.upperBound / domain.lowerBound)
            let mantissas: [Double] =
                decades < 0.8 ? [1, 1.5, 2, 3, 4, 5, 6, 8] : decades * 3 <= Double(count + 2) ? [1, 2, 5] : [1]
            // Many decades: every so many of them.
            let every = mantissas == [1] ? max(1, Int(bounded: (decades / Double(max(1, count))).rounded(.up))) : 1
            // Of a finite domain above 0: −324...309.
            let exponents =
                Int(bounded: log10(domain.lowerBound).rounded(.down))...Int(bounded: log10(domain.upperBound).rounded(.up))
            let low = domain.lowerBound * (1 - 1e-9), high = domain.upperBound * (1 + 1e-9)
            var values: [Double] = []
            for exponent in exponents where exponent % every == 0 {
                let unit = pow(10, Double(exponent))
                values += mantissas.map { $0 * unit }
            }
            return values.filter { $0 >= low && $0 <= high }
                .map { Tick(value: $0, label: AxisScale.label($0, digits: nil)) }
        }
    }

    private static let mostTicks = 100

    /// 1, 2 or 5 times a power of ten, at least `rough`.
    package static func niceStep(_ rough: Double) -> Double {
        guard rough > 0, rough.isFinite else { return 1 }
        let unit = pow(10, log10(rough).rounded(.down))
        let mantissa = rough / unit
        // A hair of room, so that 0.2 computed as 0.20000000000000001 stays 0.2.
        return unit * (mantissa <= 1 + 1e-9 ? 1 : mantissa <= 2 + 1e-9 ? 2 : mantissa <= 5 + 1e-9 ? 5 : 10)
    }

    /// 1.5k, 20M: a tick has little room.
    package static func label(_ value: Double, digits: Int?) -> String {
        let size = abs(value)
        if size >= 1e12 { return Numbers.short(value) }
        for (unit, letter) in [(1e9, "G"), (1e6, "M"), (1e4, "k")] where size >= unit {
            let scale = letter == "k" ? 1e3 : unit
            return Numbers.short(value / scale) + letter
        }
        return digits.map { Numbers.fixed(value, $0) } ?? Numbers.short(value)
    }
}
