import CKernels

/// OrtSAE's term (Guides/Rivals.md): nearest rows within chunks, and the gradient of their squared cosines.
extension ComputeEngine {
    /// For each row of `w [F, d]` the other row of its chunk with the largest cosine, signed or by its size; of equals
    /// the lower one. Every row is in one chunk, and chunks are ascending.
    ///
    /// Cosines are made 256 rows at a time against the rows from there on (each pair once) and let go. Beside w this
    /// holds one chunk's rows and one such block.
    public func findNearestRows(_ w: Matrix, in chunks: [[Int32]], bySize: Bool = false, into nearest: NearestRows) {
        precondition(
            nearest.count == w.rows && chunks.reduce(0) { $0 + $1.count } == w.rows,
            "[\(w.rows), \(w.columns)] in chunks of \(chunks.map(\.count)) for \(nearest.count)")
        if let device { return device.findNearestRows(w, chunks, bySize: bySize, into: nearest) }
        nearest.begin()
        let d = w.columns, rows = w.reading, inverse = nearest.inverseNorm.base, kernels = self.kernels
        forEachRowRange(rows: w.rows, columns: d) { range, _ in
            for i in range {
                let square = kernels.dot64(rows + i * d, rows + i * d, d)
                inverse[i] = square > 0 ? Float(1 / square.squareRoot()) : 0
            }
        }
        nearest.makeRoom(chunk: chunks.map(\.count).max() ?? 0, width: d)
        for chunk in chunks { findNearestRows(w, chunk, bySize, nearest) }
    }

    private func findNearestRows(_ w: Matrix, _ chunk: [Int32], _ bySize: Bool, _ nearest: NearestRows) {
        let count = chunk.count, d = w.columns, kernels = self.kernels
        let unit = nearest.unit.base, block = nearest.block.base, ld = nearest.block.columns
        let best = nearest.best.base, bestAt = nearest.bestAt.base
        let rows = w.base, inverse = nearest.inverseNorm.base
        forEachRowRange(rows: count, columns: d) { range, _ in
            for place in range {
                let i = Int(chunk[place])
                kernels.scale(inverse[i], rows + i * d, unit + place * d, d)
            }
        }
        best.update(repeating: -.infinity, count: count)
        bestAt.update(repeating: -1, count: count)
        for first in stride(from: 0, to: count, by: NearestRows.blockRows) {
            let height = min(NearestRows.blockRows, count - first), width = count - first
            productOfParts(
                transposeB: true, m: height, n: width, k: d, a: unit + first * d, lda: d, b: unit + first * d, ldb: d,
                accumulate: false, c: block, ldc: ld)
            scanRows(height, width, first, block, ld, bySize, best, bestAt)
            scanColumns(height, width, first, block, ld, bySize, best, bestAt)
        }
        let index = nearest.index.base, cosine = nearest.cosine.base
        for place in 0..<count {
            let i = Int(chunk[place])
            index[i] = bestAt[place] < 0 ? -1 : chunk[Int(bestAt[place])]
            cosine[i] = bestAt[place] < 0 ? 0 : best[place]
        }
    }

    /// Each row of the block against all places from the block's first on. Places before it came in earlier blocks, so
    /// candidates arrive ascending, and an equal one never replaces a lower.
    private func scanRows(
        _ height: Int, _ width: Int, _ first: Int, _ block: UnsafePointer<Float>, _ ld: Int, _ bySize: Bool,
        _ best: UnsafeMutablePointer<Float>, _ bestAt: UnsafeMutablePointer<Int32>
    ) {
        forEachRange(of: height, by: 16) { range, _ in
            for r in range {
                let row = block + r * ld
                var value = best[first + r], at = bestAt[first + r]
                func scan(_ columns: Range<Int>) {
                    for j in columns where bySize ? abs(row[j]) > abs(value) || at < 0 : row[j] > value {
                        value = row[j]
                        at = Int32(first + j)
                    }
                }
                scan(0..<r)
                scan(r + 1..<width)
                best[first + r] = value
                bestAt[first + r] = at
            }
        }
    }

    /// The places after the block against each of its rows.
    private func scanColumns(
        _ height: Int, _ width: Int, _ first: Int, _ block: UnsafePointer<Float>, _ ld: Int, _ bySize: Bool,
        _ best: UnsafeMutablePointer<Float>, _ bestAt: UnsafeMutablePointer<Int32>
    ) {
        forEachRange(of: width - height, by: 256) { range, _ in
            for r in 0..<height {
                let row = block + r * ld + height
                for j in range {
                    let place = first + height + j
                    let wins =
                        bySize ? abs(row[j]) > abs(best[place]) || bestAt[place] < 0 : row[j] > best[place]
                    if wins {
                        best[place] = row[j]
                        bestAt[place] = Int32(first + r)
                    }
                }
            }
        }
    }

    /// `out[i] += scale ∂/∂w_i Σ_k cos²(w_k, w_nearest(k))`, through both rows of each pair and through their norms. A
    /// pair enters a row's sum in the order of k, its own first. Rows that `begun` does not mark are set, and marked.
    /// `w`, `out` `[F, d]`.
    ///
    /// - Parameter weights: by what the square of each k's cosine counts; nil: 1. Pairs of weight 0 are left out, and touch
    ///   no row. `[1, F]`
    public func addNearestGradient(
        _ w: Matrix, _ nearest: NearestRows, scale: Float, weights: Matrix? = nil, into out: Matrix,
        begun: LatentMarks
    ) {
        precondition(
            weights.map { $0.count == w.rows } ?? true && nearest.count == w.rows && out.rows == w.rows && out.columns == w.columns && begun.count == w.rows,
            "\(nearest.count) pairs of [\(w.rows), \(w.columns)] into [\(out.rows), \(out.columns)]")
        if let device { return device.addNearestGradient(w, nearest, scale: scale, weights, into: out, begun) }
        let count = w.rows, d = w.columns, kernels = self.kernels, rows = w.reading, target = out.base
        let index = nearest.index.reading, cosine = nearest.cosine.reading, inverse = nearest.inverseNorm.reading
        let weight = weights?.reading
        func counts(_ i: Int) -> Bool { index[i] >= 0 && weight.map { $0[i] > 0 } ?? true }
        // For each row its pairs: its own, then those that chose it.
        var starts = [Int](repeating: 0, count: count + 1)
        for i in 0..<count where counts(i) {
            starts[i + 1] += 1
            starts[Int(index[i]) + 1] += 1
        }
        for i in 0..<count { starts[i + 1] += starts[i] }
        var others = [Int32](repeating: 0, count: starts[count])
        var factors = [Float](repeating: 0, count: starts[count])
        // What a row's own direction loses: d cos(a, b)/da = (b/|b| − cos·a/|a|)/|a|.
        var along = [Float](repeating: 0, count: count)
        var next = starts
        func add(_ i: Int, _ other: Int, _ cosine: Float, _ scale: Float) {
            others[next[i]] = Int32(other)
            factors[next[i]] = 2 * scale * cosine * inverse[i] * inverse[other]
            along[i] -= 2 * scale * cosine * cosine * inverse[i] * inverse[i]
            next[i] += 1
        }
        func own(_ i: Int) -> Float { weight.map { scale * $0[i] } ?? scale }
        for i in 0..<count where counts(i) { add(i, Int(index[i]), cosine[i], own(i)) }
        for i in 0..<count where counts(i) { add(Int(index[i]), i, cosine[i], own(i)) }
        let marks = begun.base
        others.withUnsafeBufferPointer { others in
            factors.withUnsafeBufferPointer { factors in
                guard let other = others.baseAddress, let factor = factors.baseAddress else { return }
                forEachRowRange(rows: count, columns: d) { range, _ in
                    for i in range where starts[i + 1] > starts[i] {
                        let row = target + i * d, at = starts[i]
                        if !marks[i] { row.update(repeating: 0, count: d) }
                        kernels.gather_axpy(factor + at, other + at, starts[i + 1] - at, rows, d, row, d)
                        kernels.axpy(along[i], rows + i * d, row, d)
                    }
                }
            }
        }
        for i in 0..<count where starts[i + 1] > starts[i] { marks[i] = true }
    }
}
