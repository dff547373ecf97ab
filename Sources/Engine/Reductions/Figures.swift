/// A number that an operation leaves in a row of `Figures`, or one that is known already.
public enum Figure: Sendable {
    case known(Double)
    /// Its place in the row.
    case place(Int)
}

/// A small row of float64 numbers that operations write where they run, and that is read once where somebody wants them:
/// on a device each number that the host waited for by itself would let the device stand idle.
public final class Figures {
    let values = Growable<Double>(capacity: Figures.most)
    private var count = 0

    /// More places than this are not handed out between two beginnings.
    public static let most = 256

    public init() {}

    /// Hands out places anew; the figures so far are no more.
    public func begin() { count = 0 }

    /// The number. Where a device has written since the last one was read, waits for it.
    public subscript(figure: Figure) -> Double {
        switch figure {
        case .known(let number): return number
        case .place(let place):
            precondition(place < count, "figure \(place) of \(count)")
            return values.reading[place]
        }
    }

    /// The next place.
    func next() -> Int {
        precondition(count < Figures.most, "more than \(Figures.most) figures")
        count += 1
        return count - 1
    }
}

/// Sums that are wanted later. Each is the number of the operation of that name.
extension ComputeEngine {
    /// Σ a². `a [B, D]`
    public func sumOfSquares(_ a: some MatrixOperand, into figures: Figures) -> Figure {
        if let device { return device.sum("reduce_dot", [a.view, a.view], into: figures) }
        return .known(sumOfSquares(a))
    }

    /// Σ a² over the marked rows, as `sumOfSquares(_:rows:)`.
    public func sumOfSquares(_ a: Matrix, rows marks: LatentMarks, into figures: Figures) -> Figure {
        guard let device else { return .known(sumOfSquares(a, rows: marks)) }
        let (count, length) = ComputeEngine.rowShape(a, marks.count)
        return device.sumOfSquares(a, rows: count, length: length, marks, into: figures)
    }

    /// Σ a ⊙ b. `[B, D]` both.
    public func dot(_ a: some MatrixOperand, _ b: some MatrixOperand, into figures: Figures) -> Figure {
        requireSameShape(a.view, b.view, "a dot product")
        if let device { return device.sum("reduce_dot", [a.view, b.view], into: figures) }
        return .known(dot(a, b))
    }

    /// Σ_j (Σ_b a[b, j])²: B² times the squared norm of the mean row. `a [B, D]`
    public func squaredColumnSums(_ a: some MatrixOperand, into figures: Figures) -> Figure {
        if let device { return device.squaredColumnSums(a.view, into: figures) }
        return .known(columnSums(a).reduce(0) { $0 + $1 * $1 })
    }

    /// The place (row by row, below 2^53) of the first element that is infinite or NaN; −1: all are finite. `a [B, D]`
    public func firstNonFinite(in a: some MatrixOperand, into figures: Figures) -> Figure {
        if let device { return device.firstNonFinite(a.view, into: figures) }
        return .known(firstNonFinite(in: a).map { Double($0.row * a.view.columns + $0.column) } ?? -1)
    }

    /// Σ v and Σ v² of entries.
    public func sums(_ v: LatentValues, into figures: Figures) -> (sum: Figure, squares: Figure) {
        if let device { return device.sums(v, into: figures) }
        let both = sums(v)
        return (.known(both.sum), .known(both.squares))
    }
}
