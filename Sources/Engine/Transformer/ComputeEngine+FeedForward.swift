import CKernels

/// Room for the hidden layer of a part of the tokens; it grows to what it has been asked for.
public final class FeedForwardScratch {
    private(set) var hidden = Matrix(rows: 0, columns: 0)

    public init() {}

    func reserve(rows: Int, columns: Int) {
        if rows > hidden.rowCapacity || columns != hidden.columns { hidden = Matrix(rows: rows, columns: columns) }
    }
}

extension ComputeEngine {
    /// The gated feed-forward layer: out = (gelu(x Gᵀ) ∘ x Uᵀ) Dᵀ with GELU in its tanh form. `x [T, d]`,
    /// `gateUp [2F, d]` (the rows of G, then those of U), `down [d', F]`, `out [T, d']`.
    ///
    /// The hidden layer is the widest matrix of a model, so it exists for some tokens at a time: where the weights are
    /// small, each worker takes a tile of tokens through both products while it lies in the core's own cache; where they
    /// are large, all workers share the products of one chunk, and each weight is read once a chunk.
    public func gatedFeedForward(
        _ x: some MatrixOperand, gateUp: Matrix, down: Matrix, scratch: FeedForwardScratch, into out: Matrix
    ) {
        let x = x.view
        let f = down.columns
        precondition(
            gateUp.rows == 2 * f && gateUp.columns == x.columns && out.rows == x.rows && out.columns == down.rows,
            "feed-forward of [\(x.rows), \(x.columns)] by [\(gateUp.rows), \(gateUp.columns)] and [\(down.rows), \(f)] "
                + "into [\(out.rows), \(out.columns)]")
        if gateUp.count + down.count <= 2 << 20 {
            feedForwardByTiles(x, gateUp, down, scratch, out)
        } else {
            feedForwardByChunks(x, gateUp, down, scratch, out)
        }
    }

    private func feedForwardByTiles(
        _ x: MatrixView, _ gateUp: Matrix, _ down: Matrix, _ scratch: FeedForwardScratch, _ out: Matrix
    ) {
        // Short batches take smaller tiles so that several threads find one.
        let tile = x.rows >= 1024 ? 128 : 32
        let f = down.columns, d = x.columns, outColumns = out.columns, kernels = kernels
        scratch.reserve(rows: tile * threads, columns: 2 * f)
        let source = x.base, room = scratch.hidden.base, target = out.base
        let up = UnsafePointer(gateUp.base), back = UnsafePointer(down.base)
        forEachRange(of: x.rows, by: tile) { range, worker in
            let hidden = room + worker * tile * 2 * f
            BLAS.multiply(
                transposeA: false, transposeB: true, m: range.count, n: 2 * f, k: d, alpha: 1,
                a: source + range.lowerBound * d, lda: d, b: up, ldb: d, beta: 0, c: hidden, ldc: 2 * f)
            for r in 0..<range.count {
                let row = hidden + r * 2 * f
                kernels.gated_gelu(row, row + f, row, f)
            }
            BLAS.multiply(
                transposeA: false, transposeB: true, m: range.count, n: outColumns, k: f, alpha: 1,
                a: hidden, lda: 2 * f, b: back, ldb: f, beta: 0, c: target + range.lowerBound * outColumns,
                ldc: outColumns)
        }
    }

    private func feedForwardByChunks(
        _ x: MatrixView, _ gateUp: Matrix, _ down: Matrix, _ scratch: FeedForwardScratch, _ out: Matrix
    ) {
        let chunk = min(x.rows, 1024), f = down.columns, d = x.columns, outColumns = out.columns, kernels = kernels
        scratch.reserve(rows: chunk, columns: 2 * f)
        let hidden = scratch.hidden.base
        for start in stride(from: 0, to: x.rows, by: max(1, chunk)) {
            let rows = min(chunk, x.rows - start)
            columnBlocks(
                m: rows, n: 2 * f, k: d, a: x.base + start * d, lda: d, b: gateUp.base, c: hidden, ldc: 2 * f)
            forEachRowRange(rows: rows, columns: f) { range, _ in
                for r in range {
                    let row = hidden + r * 2 * f
                    kernels.gated_gelu(row, row + f, row, f)
                }
            }
            columnBlocks(
                m: rows, n: outColumns, k: f, a: hidden, lda: 2 * f, b: down.base, c: out.base + start * outColumns,
                ldc: outColumns)
        }
    }

    /// C = A Bᵀ in blocks of columns. `a [m, k]` of pitch `lda`, `b [n, k]`, `c [m, n]` of pitch `ldc`.
    private func columnBlocks(
        m: Int, n: Int, k: Int, a: UnsafePointer<Float>, lda: Int, b: UnsafePointer<Float>,
        c: UnsafeMutablePointer<Float>, ldc: Int
    ) {
        // About eight blocks, each wide enough that packing A for it costs little.
        let width = max(256, (n / 8 + 63) / 64 * 64)
        forEachRange(of: n, by: width) { columns, _ in
            BLAS.multiply(
                transposeA: false, transposeB: true, m: m, n: columns.count, k: k, alpha: 1, a: a, lda: lda,
                b: b + columns.lowerBound * k, ldb: k, beta: 0, c: c + columns.lowerBound, ldc: ldc)
        }
    }
}
