import CKernels

extension ComputeEngine {
    /// The k largest elements of each row of `a [B, D]`, largest first; of equal ones the lower column comes first and
    /// is kept. NaN is below everything, so it is chosen only when fewer than k numbers are left.
    /// `values`, `indices` `[B, k]`, k <= D. The plain meaning: sort a row's (value, column) so, and take k.
    public func topKPerRow(_ a: some MatrixOperand, _ k: Int, values: Matrix, indices: IndexMatrix) {
        let a = a.view
        precondition(
            k >= 0 && k <= a.columns && values.rows == a.rows && values.columns == k && indices.rows == a.rows
                && indices.columns == k,
            "top \(k) of \(a.shape) into [\(values.rows), \(values.columns)] and [\(indices.rows), \(indices.columns)]")
        if k == 0 { return }
        if let device, device.sorts(k) { return device.topK(a, k, values: values, indices: indices) }
        let strip = TopKSelection.stripRoom(k: k)
        // Rows of one piece share a scratch space.
        forEachRowRange(rows: a.rows, columns: a.columns) { range, _ in
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: TopKSelection.keyRoom(k: k)) { keys in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: strip) { columns in
                    withUnsafeTemporaryAllocation(of: Float.self, capacity: strip) { numbers in
                        guard let keys = keys.baseAddress, let columns = columns.baseAddress,
                            let numbers = numbers.baseAddress
                        else { return }
                        let selection = TopKSelection(
                            kernels: kernels, k: k, keys: keys, columns: columns, numbers: numbers)
                        for i in range {
                            selection.choose(
                                from: a.row(i), a.columns, values: values.row(i), indices: indices.base + i * k)
                        }
                    }
                }
            }
        }
    }
}
