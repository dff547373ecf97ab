import CKernels

/// What attention needs to know beside its matrices.
public struct AttentionShape: Sendable, Hashable {
    /// Query heads; each group of `heads / keyHeads` neighbours shares a key and a value head.
    public let heads: Int
    public let keyHeads: Int
    public let headWidth: Int
    /// Multiplies query · key.
    public let scale: Float
    /// Soft-cap c of the scores: c · tanh(score / c). nil: none.
    public let cap: Float?
    /// A query sees itself and the `window - 1` positions before it. nil: all before it.
    public let window: Int?

    public init(heads: Int, keyHeads: Int, headWidth: Int, scale: Float, cap: Float?, window: Int?) {
        precondition(
            heads > 0 && keyHeads > 0 && heads % keyHeads == 0 && headWidth > 0 && (window ?? 1) > 0 && (cap ?? 1) > 0,
            "attention of \(heads) heads on \(keyHeads) of \(headWidth), window \(window ?? 0), cap \(cap ?? 0)")
        self.heads = heads
        self.keyHeads = keyHeads
        self.headWidth = headWidth
        self.scale = scale
        self.cap = cap
        self.window = window
    }

    /// Columns of the joined matrix: the query heads, then the key heads, then the value heads.
    public var joinedColumns: Int { (heads + 2 * keyHeads) * headWidth }
    /// Columns of the result.
    public var outputColumns: Int { heads * headWidth }

    /// Queries whose scores are held at a time. Few, so that the scores stay in a core's own cache and little is
    /// computed above the diagonal only to be masked; not so few that the products are made of packing alone.
    static let queryBlock = 64

    /// The keys that the queries `q0..<q1` of one block need together.
    func keys(_ q0: Int, _ q1: Int) -> Range<Int> { firstKey(q0)..<q1 }
    /// The first position that query `q` sees.
    func firstKey(_ q: Int) -> Int { window.map { max(0, q - $0 + 1) } ?? 0 }
}

/// Room for one block of scores for each worker; it grows to the longest sequence it has seen.
public final class AttentionScratch {
    private(set) var scores = Matrix(rows: 0, columns: 0)

    public init() {}

    func reserve(length: Int, threads: Int) {
        reserve(rows: min(length, AttentionShape.queryBlock), keys: length, threads: threads)
    }

    /// Room for the scores of so many queries with so many keys, for each worker.
    func reserve(rows: Int, keys: Int, threads: Int) {
        let rows = rows * threads
        if rows > scores.rowCapacity || keys > scores.columns {
            scores = Matrix(rows: max(rows, scores.rowCapacity), columns: max(keys, scores.columns))
        }
    }
}

extension ComputeEngine {
    /// Causal grouped-query attention: out[q] = Σ_k softmax_k(cap(scale · Q[q]·K[k])) V[k] over the positions k that q
    /// sees, for each sequence and head by itself. `joined [sequences · length, shape.joinedColumns]` holds the rotated
    /// queries and keys and the values; `out [sequences · length, shape.outputColumns]`.
    public func attention(
        _ joined: Matrix, sequences: Int, length: Int, shape: AttentionShape, scratch: AttentionScratch, into out: Matrix
    ) {
        precondition(
            joined.rows == sequences * length && joined.columns == shape.joinedColumns && out.rows == joined.rows
                && out.columns == shape.outputColumns,
            "attention of \(sequences) x \(length), \(shape), [\(joined.rows), \(joined.columns)] into "
                + "[\(out.rows), \(out.columns)]")
        if joined.rows == 0 { return }
        if let device {
            return device.attention(joined, after: nil, sequences: sequences, length: length, shape: shape, into: out)
        }
        scratch.reserve(length: length, threads: threads)
        let size = min(length, AttentionShape.queryBlock), parts = (length + size - 1) / size
        let room = scratch.scores.base, pitch = scratch.scores.columns, kernels = kernels
        let base = joined.reading, columns = joined.columns, target = out.base, outColumns = out.columns
        let d = shape.headWidth, group = shape.heads / shape.keyHeads, cap = shape.cap ?? 0, scale = shape.scale
        forEachBlock(sequences * shape.heads * parts) { block, worker in
            let sequence = block / (shape.heads * parts), head = block / parts % shape.heads
            let q0 = block % parts * size, q1 = min(length, q0 + size)
            let keys = shape.keys(q0, q1)
            let first = base + sequence * length * columns
            let query = first + q0 * columns + head * d
            let key = first + keys.lowerBound * columns + (shape.heads + head / group) * d
            let value = key + shape.keyHeads * d
            let scores = room + worker * size * pitch
            BLAS.multiply(
                transposeA: false, transposeB: true, m: q1 - q0, n: keys.count, k: d, alpha: 1,
                a: query, lda: columns, b: key, ldb: columns, beta: 0, c: scores, ldc: pitch)
            for q in q0..<q1 {
                let row = scores + (q - q0) * pitch
                let start = shape.firstKey(q) - keys.lowerBound, end = q + 1 - keys.lowerBound
                kernels.capped_softmax(row + start, scale, cap, end - start)
                row.update(repeating: 0, count: start)
                (row + end).update(repeating: 0, count: keys.count - end)
            }
            BLAS.multiply(
                transposeA: false, transposeB: false, m: q1 - q0, n: d, k: keys.count, alpha: 1,
                a: scores, lda: pitch, b: value, ldb: columns, beta: 0,
                c: target + (sequence * length + q0) * outColumns + head * d, ldc: outColumns)
        }
    }
}
