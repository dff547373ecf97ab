import CKernels

/// Attention of sequences that all go on from one prefix, whose keys and values are there already.
extension ComputeEngine {
    /// As `attention(_:sequences:length:shape:scratch:into:)`, each sequence seeing the prefix before itself: position i of
    /// a sequence is position `prefix.rows + i` of the whole. What it gives is what the whole sequences would give at
    /// these positions, up to the order of summation.
    ///
    /// - Parameters:
    ///   - joined: rotated queries and keys and the values, `[sequences · length, shape.joinedColumns]`.
    ///   - prefix: the same of the prefix, whose queries are not read. `[P, shape.joinedColumns]`
    ///   - out: `[sequences · length, shape.outputColumns]`.
    public func attention(
        _ joined: Matrix, after prefix: Matrix, sequences: Int, length: Int, shape: AttentionShape,
        scratch: AttentionScratch, into out: Matrix
    ) {
        precondition(
            joined.rows == sequences * length && joined.columns == shape.joinedColumns && out.rows == joined.rows
                && out.columns == shape.outputColumns && prefix.columns == joined.columns,
            "attention of \(sequences) x \(length) after [\(prefix.rows), \(prefix.columns)], \(shape), "
                + "[\(joined.rows), \(joined.columns)] into [\(out.rows), \(out.columns)]")
        if joined.rows == 0 { return }
        if let device {
            return device.attention(joined, after: prefix, sequences: sequences, length: length, shape: shape, into: out)
        }
        // Sequences whose queries meet the prefix in one product; a number that no thread count changes.
        let group = max(1, AttentionShape.queryBlock / length), parts = (sequences + group - 1) / group
        let before = prefix.rows
        scratch.reserve(rows: group * length, keys: before + length, threads: threads)
        let room = scratch.scores.base, pitch = scratch.scores.columns, kernels = kernels
        let base = UnsafePointer(joined.reading), columns = joined.columns, target = out.base, outColumns = out.columns
        let kept = UnsafePointer(prefix.reading)
        let d = shape.headWidth, shared = shape.heads / shape.keyHeads, cap = shape.cap ?? 0, scale = shape.scale
        forEachBlock(shape.heads * parts) { block, worker in
            let head = block / parts, s0 = block % parts * group, s1 = min(sequences, s0 + group)
            let keyColumn = (shape.heads + head / shared) * d, valueColumn = keyColumn + shape.keyHeads * d
            let query = base + s0 * length * columns + head * d
            let scores = room + worker * group * length * pitch, rows = (s1 - s0) * length
            let result = target + s0 * length * outColumns + head * d
            BLAS.multiply(
                transposeA: false, transposeB: true, m: rows, n: before, k: d, alpha: 1,
                a: query, lda: columns, b: kept + keyColumn, ldb: columns, beta: 0, c: scores, ldc: pitch)
            for s in s0..<s1 {
                let own = base + s * length * columns, place = scores + (s - s0) * length * pitch
                BLAS.multiply(
                    transposeA: false, transposeB: true, m: length, n: length, k: d, alpha: 1,
                    a: own + head * d, lda: columns, b: own + keyColumn, ldb: columns, beta: 0,
                    c: place + before, ldc: pitch)
                for i in 0..<length {
                    let row = place + i * pitch, start = shape.firstKey(before + i), end = before + i + 1
                    kernels.capped_softmax(row + start, scale, cap, end - start)
                    row.update(repeating: 0, count: start)
                    (row + end).update(repeating: 0, count: before + length - end)
                }
            }
            BLAS.multiply(
                transposeA: false, transposeB: false, m: rows, n: d, k: before, alpha: 1,
                a: scores, lda: pitch, b: kept + valueColumn, ldb: columns, beta: 0, c: result, ldc: outColumns)
            for s in s0..<s1 {
                BLAS.multiply(
                    transposeA: false, transposeB: false, m: length, n: d, k: length, alpha: 1,
                    a: scores + (s - s0) * length * pitch + before, lda: pitch,
                    b: base + s * length * columns + valueColumn, ldb: columns, beta: 1,
                    c: result + (s - s0) * length * outColumns, ldc: outColumns)
            }
        }
    }
}
