import Failures

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How often a latent's activation lies in each of equally wide bins of log10.
public struct LogarithmicCounts: Sendable, Equatable {
    /// log10 of the first bin's lower edge.
    public var start: Double
    /// Width of a bin, in log10.
    public var width: Double
    public var counts: [Int]

    public init(start: Double, width: Double, counts: [Int]) {
        self.start = start
        self.width = width
        self.counts = counts
    }
}

extension ComputeEngine {
    /// For each column the counts of its entries above 0; nil for a column without any. Edges are whole multiples of
    /// the width: `width`, or twice, four times … that, until no column needs more than `most` bins of it.
    public func logarithmicCounts(
        of latents: SparseLatents, _ order: ColumnOrder, width: Double = 0.1, most: Int = 40
    ) -> [LogarithmicCounts?] {
        precondition(
            order.columns == latents.columns && order.count == latents.count && width > 0 && most >= 2,
            "at most \(most) bins of \(width) of \(latents.columns) columns in an order of \(order.columns)")
        let starts = order.starts.reading, positions = order.positions.reading, values = latents.values.reading
        var found = [LogarithmicCounts?](repeating: nil, count: order.columns)
        found.withUnsafeMutableBufferPointer { found in
            nonisolated(unsafe) let found = found
            forEachRange(of: order.columns, by: 64) { range, _ in
                for column in range {
                    let logarithms = (starts[column]..<starts[column + 1]).compactMap { at -> Double? in
                        let value = values[Int(positions[at])]
                        return value > 0 && value.isFinite ? log10(Double(value)) : nil
                    }
                    guard let least = logarithms.min(), let largest = logarithms.max() else { continue }
                    var wide = width
                    func bin(_ logarithm: Double) -> Int { Int(bounded: (logarithm / wide).rounded(.down)) }
                    while bin(largest) - bin(least) >= most { wide *= 2 }
                    let first = bin(least)
                    var counts = [Int](repeating: 0, count: bin(largest) - first + 1)
                    for logarithm in logarithms { counts[bin(logarithm) - first] += 1 }
                    found[column] = LogarithmicCounts(start: Double(first) * wide, width: wide, counts: counts)
                }
            }
        }
        return found
    }
}
