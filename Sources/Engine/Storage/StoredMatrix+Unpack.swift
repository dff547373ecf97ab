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
        forEachRange(of: out.count, by: 65536) { range, _ in
            unpack(
                stored, from: rows.lowerBound * stored.columns + range.lowerBound, count: range.count,
                into: out.base + range.lowerBound)
        }
    }

    /// out[i] = scale · stored[indices[i]], as float32. `out [indices.count, D]`.
    public func gatherRows(of stored: StoredMatrix, _ indices: [Int32], scale: Float = 1, into out: Matrix) {
        precondition(
            out.rows == indices.count && out.columns == stored.columns,
            "\(indices.count) rows of [\(stored.rows), \(stored.columns)] into [\(out.rows), \(out.columns)]")
        requireRows(indices, below: stored.rows, "a gather")
        forEachRowRange(rows: out.rows, columns: out.columns) { range, _ in
            for i in range {
                unpack(stored, from: Int(indices[i]) * stored.columns, count: out.columns, into: out.row(i))
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

    /// Unpacks consecutive elements, on the calling thread.
    package func unpack(_ stored: StoredMatrix, from first: Int, count: Int, into out: UnsafeMutablePointer<Float>) {
        let source = stored.base + first * stored.type.bytes
        switch stored.type {
        case .float32: UnsafeMutableRawPointer(out).copyMemory(from: source, byteCount: count * 4)
        case .float16: kernels.f16_to_f32(source, out, count)
        case .bfloat16: kernels.bf16_to_f32(source, out, count)
        }
    }
}

extension StoredMatrix {
    /// Lends the elements to a file writer, row by row, little-endian.
    public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try withExtendedLifetime(owner) {
            try body(UnsafeRawBufferPointer(start: base, count: rows * columns * type.bytes))
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
