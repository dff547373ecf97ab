import CKernels

/// Rows chosen by their numbers.
extension ComputeEngine {
    /// out[i] = a[indices[i]]. `a [N, D]`, `out [indices.count, D]`, not the same matrix.
    public func gatherRows(_ a: some MatrixOperand, _ indices: [Int32], into out: Matrix) {
        precondition(out.rows == indices.count, "\(indices.count) rows into [\(out.rows), \(out.columns)]")
        gatherRows(a, indices[...], into: out)
    }

    /// `target[row + i] = scale * source[indices[i]]`. `source [n, d]`, `target` with room for `row + indices.count`
    /// rows of d; its number of rows in use does not change.
    public func gatherRows(
        _ source: some MatrixOperand, _ indices: ArraySlice<Int32>, into target: Matrix, from row: Int = 0,
        scale: Float = 1
    ) {
        let view = source.view, width = view.columns
        precondition(
            target !== view.owner && target.columns == width && row >= 0 && row + indices.count <= target.rowCapacity,
            "\(indices.count) rows of [\(view.rows), \(width)] at row \(row) of "
                + "[\(target.rowCapacity), \(target.columns)]")
        requireRows(indices, below: view.rows, "a gather")
        if let device {
            return device.placeRows(view, indices, into: target, row: row, count: indices.count, scale: scale)
        }
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

    /// out[indices[i]] = a[i]; the other rows stay. Where a row is named twice the later i wins.
    /// `a [indices.count, D]`, `out [N, D]`.
    public func scatterRows(_ a: some MatrixOperand, _ indices: [Int32], into out: Matrix) {
        if let device {
            requireScatter(a.view, indices, into: out, "a scatter")
            return device.scatterRows(a.view, indices, into: out)
        }
        scatter(a.view, indices, into: out, "a scatter") { source, target, n in target.update(from: source, count: n) }
    }

    /// out[indices[i]] += a[i], i ascending. `a [indices.count, D]`, `out [N, D]`.
    public func scatterAddRows(_ a: some MatrixOperand, _ indices: [Int32], into out: Matrix) {
        if let device {
            requireScatter(a.view, indices, into: out, "a scatter-add")
            return device.scatterAddRows(a.view, indices, into: out)
        }
        scatter(a.view, indices, into: out, "a scatter-add") { source, target, n in
            kernels.add(target, source, target, n)
        }
    }

    /// A piece of work is some columns of all rows, so rows that are named twice meet in their order.
    private func scatter(
        _ a: MatrixView, _ indices: [Int32], into out: Matrix, _ name: StaticString,
        _ join: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
    ) {
        requireScatter(a, indices, into: out, name)
        forEachRange(of: a.columns, by: 256) { columns, _ in
            for i in 0..<a.rows {
                join(a.row(i) + columns.lowerBound, out.row(Int(indices[i])) + columns.lowerBound, columns.count)
            }
        }
    }

    private func requireScatter(_ a: MatrixView, _ indices: [Int32], into out: Matrix, _ name: StaticString) {
        precondition(
            a.rows == indices.count && out.columns == a.columns && out !== a.owner,
            "\(name) of \(a.shape) to \(indices.count) rows of [\(out.rows), \(out.columns)]")
        requireRows(indices, below: out.rows, name)
    }
}
