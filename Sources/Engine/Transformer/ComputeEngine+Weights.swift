import CKernels
import Synchronization

/// Weights that stay in their file's number format until a layer is computed.
extension ComputeEngine {
    /// Unpacks `stored [r, c]` into the rows `firstRow..<firstRow + r` of `target [_, c]`. Returns false, after the
    /// whole is unpacked, if any element is infinite or NaN: the caller knows the tensor's name, so it throws. The
    /// check reads each element while it is still in the cache.
    public func unpackFinite(_ stored: StoredMatrix, into target: Matrix, atRow firstRow: Int = 0) -> Bool {
        precondition(
            stored.columns == target.columns && firstRow >= 0 && firstRow + stored.rows <= target.rows,
            "[\(stored.rows), \(stored.columns)] into rows \(firstRow)... of [\(target.rows), \(target.columns)]")
        let columns = stored.columns, base = target.base + firstRow * columns
        let failed = Atomic<Bool>(false)
        forEachRowRange(rows: stored.rows, columns: columns) { range, _ in
            let out = base + range.lowerBound * columns, count = range.count * columns
            unpack(stored, from: range.lowerBound * columns, count: count, into: out)
            if kernels.first_nonfinite(out, count) < count { failed.store(true, ordering: .relaxed) }
        }
        return !failed.load(ordering: .relaxed)
    }
}
