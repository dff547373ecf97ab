/// Whole rows on their way between matrices: what a mixing buffer and a harvest do. Rows are divided in fixed ranges;
/// nothing is summed across rows, so results cannot depend on the thread count.
extension ComputeEngine {
    /// Rows in one block of work.
    private static var rowBlock: Int { 64 }

    /// `target[row + i] = scale * source[indices[i]]`. `source [n, d]`, `target` with room for `row + indices.count`
    /// rows of d; its number of rows in use does not change.
    public func collectRows(
        of source: some MatrixOperand, at indices: ArraySlice<Int32>, into target: Matrix, from row: Int = 0,
        scale: Float = 1
    ) {
        let view = source.view, width = view.columns
        precondition(
            target.columns == width && row >= 0 && row + indices.count <= target.rowCapacity,
            "\(indices.count) rows of [\(view.rows), \(width)] at row \(row) of "
                + "[\(target.rowCapacity), \(target.columns)]")
        precondition(
            indices.allSatisfy { $0 >= 0 && Int($0) < view.rows }, "a row index outside the \(view.rows) rows")
        let from = view.base, to = target.base + row * width, start = indices.startIndex
        forEachRange(of: indices.count, by: ComputeEngine.rowBlock) { range, _ in
            for i in range {
                let source = from + Int(indices[start + i]) * width, target = to + i * width
                if scale == 1 {
                    target.update(from: source, count: width)
                } else {
                    for j in 0..<width { target[j] = source[j] * scale }
                }
            }
        }
    }

    /// `target[row...] = source`, consecutive rows. `source [n, d]`, `target` with room for `row + n` rows of d.
    public func copyRows(of source: some MatrixOperand, into target: Matrix, from row: Int = 0) {
        let view = source.view, width = view.columns
        precondition(
            target.columns == width && row >= 0 && row + view.rows <= target.rowCapacity,
            "[\(view.rows), \(width)] at row \(row) of [\(target.rowCapacity), \(target.columns)]")
        let from = view.base, to = target.base + row * width
        forEachRange(of: view.rows, by: ComputeEngine.rowBlock) { range, _ in
            (to + range.lowerBound * width).update(from: from + range.lowerBound * width, count: range.count * width)
        }
    }

    /// `target[row...] = stored[rows]`, unpacked to float32. `stored [n, d]`, `target` with room for `row + rows.count`
    /// rows of d; its number of rows in use does not change.
    public func copyRows(of stored: StoredMatrix, _ rows: Range<Int>, into target: Matrix, from row: Int = 0) {
        let width = stored.columns
        precondition(
            rows.lowerBound >= 0 && rows.upperBound <= stored.rows && target.columns == width && row >= 0
                && row + rows.count <= target.rowCapacity,
            "rows \(rows) of [\(stored.rows), \(width)] at row \(row) of [\(target.rowCapacity), \(target.columns)]")
        let to = target.base + row * width
        forEachRange(of: rows.count, by: ComputeEngine.rowBlock) { range, _ in
            unpack(
                stored, rows: rows.lowerBound + range.lowerBound..<rows.lowerBound + range.upperBound,
                into: to + range.lowerBound * width)
        }
        withExtendedLifetime(stored.owner) {}
    }

    /// `matrix[targets[i]] = matrix[sources[i]]` for every i, in place. No row may be both source and target, and
    /// no target may occur twice: then the moves are independent of each other.
    public func moveRows(within matrix: Matrix, from sources: [Int32], to targets: [Int32]) {
        precondition(sources.count == targets.count, "\(sources.count) rows to \(targets.count) places")
        let inside = { (row: Int32) in row >= 0 && Int(row) < matrix.rowCapacity }
        precondition(
            sources.allSatisfy(inside) && targets.allSatisfy(inside), "a row outside the \(matrix.rowCapacity) rows")
        let base = matrix.base, width = matrix.columns
        forEachRange(of: sources.count, by: ComputeEngine.rowBlock) { range, _ in
            for i in range {
                (base + Int(targets[i]) * width).update(from: base + Int(sources[i]) * width, count: width)
            }
        }
    }

    /// ‖row‖² of every row, summed in Double in a fixed order. `[n, d]` gives n numbers. Finite exactly when the
    /// whole row is finite, since the square of a float32 is far below the largest Double.
    public func rowSquaredNorms(of source: some MatrixOperand) -> [Double] {
        let view = source.view, width = view.columns, base = view.base
        return [Double](unsafeUninitializedCapacity: view.rows) { buffer, count in
            nonisolated(unsafe) let norms = buffer
            forEachRange(of: view.rows, by: ComputeEngine.rowBlock) { range, _ in
                for i in range { norms[i] = ComputeEngine.squaredNorm(base + i * width, width) }
            }
            count = view.rows
        }
    }

    /// Eight running sums, so that the additions do not wait for each other; joined in one order.
    private static func squaredNorm(_ row: UnsafePointer<Float>, _ width: Int) -> Double {
        var sums = SIMD8<Double>.zero
        var j = 0
        while j + 8 <= width {
            let x = UnsafeRawPointer(row + j).loadUnaligned(as: SIMD8<Float>.self)
            let wide = SIMD8<Double>(x)
            sums += wide * wide
            j += 8
        }
        var total = sums.sum()
        while j < width {
            total += Double(row[j]) * Double(row[j])
            j += 1
        }
        return total
    }
}
