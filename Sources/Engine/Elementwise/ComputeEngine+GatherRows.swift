import CKernels

/// Rows chosen by their numbers.
extension ComputeEngine {
    /// out[i] = a[indices[i]]. `a [N, D]`, `out [indices.count, D]`, not the same matrix.
    public func gatherRows(_ a: some MatrixOperand, _ indices: [Int32], into out: Matrix) {
        let a = a.view
        precondition(
            out.rows == indices.count && out.columns == a.columns && out !== a.owner,
            "\(indices.count) rows of \(a.shape) into [\(out.rows), \(out.columns)]")
        requireRows(indices, below: a.rows, "a gather")
        forEachRowRange(rows: out.rows, columns: out.columns) { range, _ in
            for i in range { out.row(i).update(from: a.row(Int(indices[i])), count: a.columns) }
        }
    }

    /// out[indices[i]] = a[i]; the other rows stay. Where a row is named twice the later i wins.
    /// `a [indices.count, D]`, `out [N, D]`.
    public func scatterRows(_ a: some MatrixOperand, _ indices: [Int32], into out: Matrix) {
        scatter(a.view, indices, into: out, "a scatter") { source, target, n in target.update(from: source, count: n) }
    }

    /// out[indices[i]] += a[i], i ascending. `a [indices.count, D]`, `out [N, D]`.
    public func scatterAddRows(_ a: some MatrixOperand, _ indices: [Int32], into out: Matrix) {
        scatter(a.view, indices, into: out, "a scatter-add") { source, target, n in
            kernels.add(target, source, target, n)
        }
    }

    /// A piece of work is some columns of all rows, so rows that are named twice meet in their order.
    private func scatter(
        _ a: MatrixView, _ indices: [Int32], into out: Matrix, _ name: StaticString,
        _ join: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
    ) {
        precondition(
            a.rows == indices.count && out.columns == a.columns && out !== a.owner,
            "\(name) of \(a.shape) to \(indices.count) rows of [\(out.rows), \(out.columns)]")
        requireRows(indices, below: out.rows, name)
        forEachRange(of: a.columns, by: 256) { columns, _ in
            for i in 0..<a.rows {
                join(a.row(i) + columns.lowerBound, out.row(Int(indices[i])) + columns.lowerBound, columns.count)
            }
        }
    }
}
