import CKernels
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The cosines and sines of rotary position embedding (Su et al. 2021), for the first r columns of a head, r even:
/// position p turns the pair (i, r/2 + i) by the angle p · f_i. `[positions, r/2]` each.
public final class RotaryTable {
    public let positions: Int
    /// r: columns of a head that turn.
    public let width: Int
    let cosine: Matrix
    let sine: Matrix

    /// - Parameters:
    ///   - frequencies: f_i, r/2 of them.
    ///   - magnitude: multiplies cosines and sines (YaRN's attention factor).
    ///
    /// Angles are rounded to float32, as `transformers` has them; only then is the cosine taken.
    public init(positions: Int, frequencies: [Float], magnitude: Float = 1) {
        precondition(!frequencies.isEmpty, "rotary embedding without frequencies")
        self.positions = positions
        width = 2 * frequencies.count
        var cosines: [Float] = [], sines: [Float] = []
        cosines.reserveCapacity(positions * frequencies.count)
        sines.reserveCapacity(positions * frequencies.count)
        for position in 0..<positions {
            for frequency in frequencies {
                let angle = Double(Float(position) * frequency)
                cosines.append(Float(cos(angle)) * magnitude)
                sines.append(Float(sin(angle)) * magnitude)
            }
        }
        cosine = Matrix(rows: positions, columns: frequencies.count, elements: cosines)
        sine = Matrix(rows: positions, columns: frequencies.count, elements: sines)
    }

    /// f_i = base^(−2i/r), in float32 as `transformers` has them.
    public static func frequencies(width: Int, base: Float) -> [Float] {
        precondition(width > 0 && width % 2 == 0, "rotary embedding of a width of \(width)")
        return (0..<width / 2).map { 1 / powf(base, Float(2 * $0) / Float(width)) }
    }
}

extension ComputeEngine {
    /// Turns the first `table.width` columns of each of the first `heads` heads of every row, in place. Row
    /// `s · length + p` of `x [sequences · length, C]` is position p; a head is `headWidth` columns;
    /// `heads · headWidth <= C` and `start + length <= table.positions`.
    ///
    /// - Parameter start: position of each sequence's first row.
    public func rotate(
        _ x: Matrix, heads: Int, headWidth: Int, length: Int, from start: Int = 0, by table: RotaryTable
    ) {
        let half = table.width / 2, columns = x.columns
        precondition(
            heads * headWidth <= columns && table.width <= headWidth && start >= 0
                && start + length <= table.positions
                && (length == 0 ? x.rows == 0 : x.rows % length == 0),
            "\(heads) heads of \(headWidth) in [\(x.rows), \(columns)], \(table.width) columns turning, sequences of "
                + "\(length) from \(start), \(table.positions) positions")
        if let device {
            return device.rotate(x, heads: heads, headWidth: headWidth, length: length, from: start, by: table)
        }
        let base = x.base, cosine = table.cosine.reading, sine = table.sine.reading
        let kernels = kernels
        forEachRowRange(rows: x.rows, columns: heads * headWidth) { range, _ in
            for r in range {
                let p = (start + r % length) * half
                for head in 0..<heads {
                    kernels.rotate_halves(base + r * columns + head * headWidth, cosine + p, sine + p, half)
                }
            }
        }
    }
}
