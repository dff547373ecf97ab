import CKernels
import Synchronization

/// Products with weights that stay in their file's number format. No copy of the weights exists but the panel that a
/// worker is busy with: it is unpacked, checked and packed for the inner loop in one go, then meets many tokens.
extension ComputeEngine {
    /// C = A [S₀; S₁; …]ᵀ, the stored matrices one below the other. `a [m, k]`, each S `[nᵢ, k]`, `c [m, Σ nᵢ]`.
    ///
    /// Returns false if an element of the stored matrices is infinite or NaN, and then C is of no use: the caller knows
    /// the tensors' names, so it throws. Where the engine packs panels, an element of C has the same bits whatever
    /// stands in other rows of A.
    public func product(_ a: some MatrixOperand, transposedFinite stored: [StoredMatrix], into c: Matrix) -> Bool {
        let a = a.view, k = a.columns, n = stored.reduce(0) { $0 + $1.rows }
        precondition(
            k > 0 && stored.allSatisfy { $0.columns == k } && c.rows == a.rows && c.columns == n,
            "\(a.shape) x \(stored.map { "[\($0.rows), \($0.columns)]" })T into [\(c.rows), \(c.columns)]")
        if let device { return device.product(a, transposedFinite: stored, self, into: c.overwritten(device), pitch: n) }
        return product(a, transposedFinite: stored, into: c.base)
    }

    /// The same into storage `[m, Σ nᵢ]`.
    func product(
        _ a: MatrixView, transposedFinite stored: [StoredMatrix], into c: UnsafeMutablePointer<Float>
    ) -> Bool {
        let k = a.columns, n = stored.reduce(0) { $0 + $1.rows }
        let size = PanelShape.block(m: a.rows, n: n)
        var panels: [(piece: PanelPiece, column: Int)] = [], column = 0
        for part in stored {
            for first in stride(from: 0, to: part.rows, by: size.columns) {
                let rows = first..<min(part.rows, first + size.columns)
                panels.append((PanelPiece(stored: part, rows: rows), column + first))
            }
            column += part.rows
        }
        let down = (a.rows + size.tokens - 1) / size.tokens
        let failed = Atomic<Bool>(false)
        withPanelRooms(k: k) { room in
            forEachBlock(panels.count * down) { block, worker in
                let (piece, column) = panels[block / down]
                let first = block % down * size.tokens
                let good = multiply(
                    a.base + first * k, tokens: min(size.tokens, a.rows - first), k: k, by: CollectionOfOne(piece),
                    into: c + first * n + column, pitch: n, room: room(worker))
                if !good { failed.store(true, ordering: .relaxed) }
            }
        }
        return !failed.load(ordering: .relaxed)
    }

    /// c[t, at + j] = a[t] · S[rows[j]] for the pieces' rows, on the calling thread; what lies between two pieces is
    /// overwritten. `a [tokens, k]`. Returns whether every element of the pieces is finite.
    func multiply(
        _ a: UnsafePointer<Float>, tokens: Int, k: Int, by pieces: some Collection<PanelPiece>,
        into c: UnsafeMutablePointer<Float>, pitch: Int, room: PanelRoom
    ) -> Bool {
        packsPanels
            ? multiplyPacked(a, tokens: tokens, k: k, by: pieces, into: c, pitch: pitch, room: room)
            : multiplyByBLAS(a, tokens: tokens, k: k, by: pieces, into: c, pitch: pitch, room: room)
    }

    private func multiplyPacked(
        _ a: UnsafePointer<Float>, tokens: Int, k: Int, by pieces: some Collection<PanelPiece>,
        into c: UnsafeMutablePointer<Float>, pitch: Int, room: PanelRoom
    ) -> Bool {
        let n = pieces.reduce(0) { max($0, $1.at + $1.rows.count) }
        var finite = true
        for p in stride(from: 0, to: k, by: PanelShape.depth) {
            let depth = min(PanelShape.depth, k - p)
            for piece in pieces {
                let rows = piece.rows, end = (rows.count + PanelShape.step - 1) / PanelShape.step * PanelShape.step
                for first in stride(from: 0, to: end, by: 16) {
                    let count = max(0, min(16, rows.count - first))
                    unpack(
                        piece.stored, rows: rows.lowerBound + first..<rows.lowerBound + first + count,
                        columns: p..<p + depth, into: room.rows)
                    let elements = count * depth
                    if kernels.first_nonfinite(room.rows, elements) < elements { finite = false }
                    kernels.pack_panel(room.rows, depth, count, depth, piece.at + first, room.panel)
                }
            }
            kernels.panel_product(a + p, k, tokens, room.panel, n, depth, c, pitch, p > 0 ? 1 : 0)
        }
        return finite
    }

    private func multiplyByBLAS(
        _ a: UnsafePointer<Float>, tokens: Int, k: Int, by pieces: some Collection<PanelPiece>,
        into c: UnsafeMutablePointer<Float>, pitch: Int, room: PanelRoom
    ) -> Bool {
        var finite = true
        for piece in pieces {
            let elements = piece.rows.count * k
            unpack(piece.stored, rows: piece.rows, into: room.rows)
            if kernels.first_nonfinite(room.rows, elements) < elements { finite = false }
            BLAS.multiply(
                transposeA: false, transposeB: true, m: tokens, n: piece.rows.count, k: k, alpha: 1, a: a, lda: k,
                b: UnsafePointer(room.rows), ldb: k, beta: 0, c: c + piece.at, ldc: pitch)
        }
        return finite
    }

    /// Whether this engine's own inner loop is used. The scalar path has nothing to set against BLAS, and Accelerate
    /// reaches units of Apple's processors that no instruction set of ours does.
    var packsPanels: Bool {
        #if canImport(Accelerate)
        false
        #else
        isa != .scalar
        #endif
    }

    /// Lends every worker room for a panel of depth k.
    func withPanelRooms(k: Int, _ body: ((_ worker: Int) -> PanelRoom) -> Void) {
        let depth = min(k, PanelShape.depth)
        let panel = packsPanels ? PanelShape.most * depth : 0, rows = packsPanels ? 16 * depth : PanelShape.most * k
        // Whole cache lines, so that a vector of a panel never lies across two.
        let size = (panel + rows + 15) / 16 * 16
        withUnsafeTemporaryAllocation(
            byteCount: max(1, threads * size) * MemoryLayout<Float>.stride, alignment: MatrixMemory.alignment
        ) { bytes in
            let base = bytes.bindMemory(to: Float.self)
            guard let start = base.baseAddress else { return }
            body { PanelRoom(panel: start + $0 * size, rows: start + $0 * size + panel) }
        }
    }
}

/// A worker's room: the panel, and the rows that are on their way into it.
struct PanelRoom {
    let panel: UnsafeMutablePointer<Float>
    let rows: UnsafeMutablePointer<Float>
}
