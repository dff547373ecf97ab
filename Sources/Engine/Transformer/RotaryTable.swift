import CKernels
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The cosines and sines of rotary position embedding (Su et al. 2021), for a head of an even width D: position p
/// turns the pair (i, D/2 + i) by the angle p · base^(-2i/D). `[positions, D/2]` each.
public final class RotaryTable {
    public let positions: Int
    public let headWidth: Int
    let cosine: Matrix
    let sine: Matrix

    /// Frequencies and angles are rounded to float32, as `transformers` has them; only then is the cosine taken.
    public init(positions: Int, headWidth: Int, base: Float) {
        precondition(headWidth > 0 && headWidth % 2 == 0, "rotary embedding of a head of width \(headWidth)")
        let half = headWidth / 2
        self.positions = positions
        self.headWidth = headWidth
        let frequencies = (0..<half).map { 1 / powf(base, Float(2 * $0) / Float(headWidth)) }
        var cosines: [Float] = [], sines: [Float] = []
        cosines.reserveCapacity(positions * half)
        sines.reserveCapacity(positions * half)
        for position in 0..<positions {
            for frequency in frequencies {
                let angle = Double(Float(position) * frequency)
                cosines.append(Float(cos(angle)))
                sines.append(Float(sin(angle)))
            }
        }
        cosine = Matrix(rows: positions, columns: half, elements: cosines)
        sine = Matrix(rows: positions, columns: half, elements: sines)
    }
}

extension ComputeEngine {
    /// Turns the first `heads` heads of every row, in place. Row `s · length + p` of `x [sequences · length, C]` is
    /// position p; a head is `table.headWidth` columns; `heads · headWidth <= C` and `length <= table.positions`.
    public func rotate(_ x: Matrix, heads: Int, length: Int, by table: RotaryTable) {
        let width = table.headWidth, half = width / 2, columns = x.columns
        precondition(
            heads * width <= columns && length <= table.positions && (length == 0 ? x.rows == 0 : x.rows % length == 0),
            "\(heads) heads of \(width) in [\(x.rows), \(columns)], sequences of \(length), \(table.positions) positions")
        let base = x.base, cosine = UnsafePointer(table.cosine.base), sine = UnsafePointer(table.sine.base)
        let kernels = kernels
        forEachRowRange(rows: x.rows, columns: heads * width) { range, _ in
            for r in range {
                let p = r % length * half
                for head in 0..<heads {
                    kernels.rotate_halves(base + r * columns + head * width, cosine + p, sine + p, half)
                }
            }
        }
    }
}
