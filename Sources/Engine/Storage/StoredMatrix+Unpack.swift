import CKernels

/// From a file's number format to float32 and back.
extension ComputeEngine {
    /// out = stored, as float32. `[N, D]` both.
    public func unpack(_ stored: StoredMatrix, into out: Matrix) { unpack(stored, rows: 0..<stored.rows, into: out) }

    /// out = some rows of stored, as float32. `out [rows.count, D]`.
    public func unpack(_ stored: StoredMatrix, rows: Range<Int>, into out: Matrix) {
        precondition(
            rows.lowerBound >= 0 && rows.upperBound <= stored.rows && out.rows == rows.count
                && out.columns == stored.columns,
            "rows \(rows) of [\(stored.rows), \(stored.columns)] into [\(out.rows), \(out.columns)]")
        forEachRowRange(rows: rows.count, columns: stored.columns) { range, _ in
            unpack(
                stored, rows: rows.lowerBound + range.lowerBound..<rows.lowerBound + range.upperBound,
                into: out.row(range.lowerBound))
        }
    }

    /// out[i] = scale · stored[indices[i]], as float32. `out [indices.count, D]`.
    public func gatherRows(of stored: StoredMatrix, _ indices: [Int32], scale: Float = 1, into out: Matrix) {
        precondition(
            out.rows == indices.count && out.columns == stored.columns,
            "\(indices.count) rows of [\(stored.rows), \(stored.columns)] into [\(out.rows), \(out.columns)]")
        requireRows(indices, below: stored.rows, "a gather")
        if let device { return device.gatherRows(of: stored, indices, scale: scale, into: out, self) }
        forEachRowRange(rows: out.rows, columns: out.columns) { range, _ in
            for i in range {
                unpack(stored, rows: Int(indices[i])..<Int(indices[i]) + 1, into: out.row(i))
                if scale != 1 { kernels.scale(scale, out.row(i), out.row(i), out.columns) }
            }
        }
    }

    /// A copy of `a` in another number format, to the nearest value (ties to even). `[N, D]` both.
    public func pack(_ a: some MatrixOperand, as type: StorageType) -> StoredMatrix {
        let a = a.view, bytes = PackedBytes(count: a.count * type.bytes)
        forEachRange(of: a.count, by: 65536) { range, _ in
            let target = bytes.base + range.lowerBound * type.bytes, source = a.base + range.lowerBound
            switch type {
            case .float32: target.copyMemory(from: source, byteCount: range.count * 4)
            case .float16: kernels.f32_to_f16(source, target, range.count)
            case .bfloat16: kernels.f32_to_bf16(source, target, range.count)
            }
        }
        return StoredMatrix(
            type: type, rows: a.rows, columns: a.columns, base: UnsafeRawPointer(bytes.base), owner: bytes)
    }

    /// Unpacks whole rows, one after the other, on the calling thread.
    func unpack(_ stored: StoredMatrix, rows: Range<Int>, into out: UnsafeMutablePointer<Float>) {
        unpack(stored, rows: rows, columns: 0..<stored.columns, into: out)
    }

    /// Unpacks a part of a matrix, row after row without gaps, on the calling thread. `out [rows.count, columns.count]`
    func unpack(
        _ stored: StoredMatrix, rows: Range<Int>, columns: Range<Int>, into out: UnsafeMutablePointer<Float>
    ) {
        switch stored.layout {
        case .columnByColumn: return unpackTransposed(stored, rows: rows, columns: columns, into: out)
        case .rowByRow where columns.count == stored.columns:
            return convert(stored, rows.lowerBound, 0, count: rows.count * columns.count, into: out)
        case .rowByRow, .interleaved:
            for (i, row) in rows.enumerated() {
                convert(stored, row, columns.lowerBound, count: columns.count, into: out + i * columns.count)
            }
        }
    }

    /// Column by column: the elements of a column lie side by side.
    private func unpackTransposed(
        _ stored: StoredMatrix, rows: Range<Int>, columns: Range<Int>, into out: UnsafeMutablePointer<Float>
    ) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, rows.count)) { column in
            guard let column = column.baseAddress else { return }
            for (j, number) in columns.enumerated() {
                convert(stored, rows.lowerBound, number, count: rows.count, into: column)
                for i in 0..<rows.count { out[i * columns.count + j] = column[i] }
            }
        }
    }

    /// Converts elements that lie side by side in the file, from the given one on.
    private func convert(
        _ stored: StoredMatrix, _ row: Int, _ column: Int, count: Int, into out: UnsafeMutablePointer<Float>
    ) {
        let source = stored.base + stored.offset(row, column)
        switch stored.format {
        case .plain(.float32): UnsafeMutableRawPointer(out).copyMemory(from: source, byteCount: count * 4)
        case .plain(.float16): kernels.f16_to_f32(source, out, count)
        case .plain(.bfloat16): kernels.bf16_to_f32(source, out, count)
        case .blocks(let type):
            kernels.expand(type, source, skipping: column % type.values, count: count, into: out)
        }
    }
}

extension StoredMatrix {
    /// Lends the elements to a file writer, row by row, little-endian.
    public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try withExtendedLifetime(owner) {
            guard case .rowByRow = layout else { preconditionFailure("the bytes of \(layout)") }
            return try body(UnsafeRawBufferPointer(start: base, count: bytes(rows * columns)))
        }
    }
}

/// Bytes that a packed matrix owns.
private final class PackedBytes {
    let base: UnsafeMutableRawPointer

    init(count: Int) {
        base = EngineMemory.allocate(bytes: count)
    }

    deinit { EngineMemory.free(base) }
}
