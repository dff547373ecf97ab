import Foundation
import Records

/// One architecture's figures along its sparsities, for one seed: to be read at an L0 that none of its SAEs has.
public struct SparsityCurve: Sendable, Equatable {
    /// By rising L0, each L0 once.
    private let points: [(l0: Double, value: Double)]

    public static func == (a: SparsityCurve, b: SparsityCurve) -> Bool {
        a.points.map(\.l0) == b.points.map(\.l0) && a.points.map(\.value) == b.points.map(\.value)
    }

    /// Points without a figure, or without an L0 above 0, are left out; those of one L0 are averaged.
    public init(_ points: [(l0: Double?, value: Double?)]) {
        let known = points.compactMap { point -> (Double, Double)? in
            guard let l0 = point.l0, let value = point.value, l0 > 0, l0.isFinite, value.isFinite else { return nil }
            return (l0, value)
        }
        self.points = Dictionary(grouping: known, by: \.0).map { l0, same in
            (l0, same.reduce(0) { $0 + $1.1 } / Double(same.count))
        }.sorted { $0.0 < $1.0 }
    }

    /// The L0s it covers; nil without a point.
    public var range: ClosedRange<Double>? {
        guard let first = points.first, let last = points.last else { return nil }
        return first.l0...last.l0
    }

    /// Piecewise linear in log L0 between neighbouring points; nil outside them: never extrapolated.
    public func value(at l0: Double) -> Double? {
        guard let next = points.firstIndex(where: { $0.l0 >= l0 }) else { return nil }
        if points[next].l0 == l0 { return points[next].value }
        guard next > 0 else { return nil }
        let (a, b) = (points[next - 1], points[next])
        let share = log(l0 / a.l0) / log(b.l0 / a.l0)
        return a.value + share * (b.value - a.value)
    }
}
