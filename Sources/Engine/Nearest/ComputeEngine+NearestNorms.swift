/// What pairs of a row and its nearest are worth by their latents' norms.
extension ComputeEngine {
    /// With n_i = `factors[i]` / `inverseNorms[i]` (0 where that is 0), c_i the cosine of row i and its nearest nn(i), and a
    /// pair counting where c_i > 0 and n_i + n_nn(i) > 0: `weights[i] = n_i + n_nn(i)` and 0 elsewhere;
    /// `squares[k] = Σ c_i²` over the pairs that k is in, its own first. Returns Σ weights c² in float64, and marks the rows
    /// of the pairs. All `[1, F]`.
    public func nearestNorms(
        _ nearest: NearestRows, inverseNorms: Matrix, times factors: Matrix, weights: Matrix, squares: Matrix,
        marks out: LatentMarks
    ) -> Double {
        let count = nearest.count
        precondition(
            [inverseNorms, factors, weights, squares].allSatisfy { $0.count == count } && out.count == count,
            "norms of \(inverseNorms.count) latents for \(count) rows")
        if let device { return device.nearestNorms(nearest, inverseNorms, factors, weights, squares, out) }
        let index = nearest.index.reading, cosine = nearest.cosine.reading, marks = out.base
        func norm(_ i: Int) -> Float { inverseNorms.reading[i] > 0 ? factors.reading[i] / inverseNorms.reading[i] : 0 }
        squares.base.update(repeating: 0, count: count)
        var sum = 0.0
        for i in 0..<count {
            weights.base[i] = 0
            guard index[i] >= 0, cosine[i] > 0 else { continue }
            let both = norm(i) + norm(Int(index[i]))
            if !(both > 0) { continue }
            weights.base[i] = both
            sum += Double(both) * Double(cosine[i]) * Double(cosine[i])
            squares.base[i] += cosine[i] * cosine[i]
            marks[i] = true
            marks[Int(index[i])] = true
        }
        for i in 0..<count where weights.reading[i] > 0 { squares.base[Int(index[i])] += cosine[i] * cosine[i] }
        return sum
    }

    /// Marks the rows that have another row in their chunk, besides those that are marked.
    public func markRows(of nearest: NearestRows, in marks: LatentMarks) {
        precondition(marks.count == nearest.count, "\(marks.count) marks for \(nearest.count) rows")
        if let device { return device.markRows(of: nearest, in: marks) }
        for i in 0..<nearest.count where nearest.index.reading[i] >= 0 { marks.base[i] = true }
    }

    /// g += scale · factors[i] · f. `g`, `f` `[B, F]`, `factors` `[1, F]`.
    public func addScaledColumns(_ f: Matrix, by factors: Matrix, scale: Float, to g: Matrix) {
        requireSameShape(f.view, g.view, "scaled columns")
        precondition(factors.count == f.columns, "\(factors.count) factors of \(f.columns) columns")
        if let device { return device.addScaledColumns(f, by: factors, scale: scale, to: g) }
        let columns = f.columns, source = f.reading, target = g.base, factor = factors.reading
        forEachRowRange(rows: f.rows, columns: columns) { range, _ in
            for at in range.lowerBound * columns..<range.upperBound * columns {
                target[at] += scale * factor[at % columns] * source[at]
            }
        }
    }
}
