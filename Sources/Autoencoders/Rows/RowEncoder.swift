public import Engine

/// Encodes many rows with an SAE, a block of them at a time, so that pre-activations `[rows, F]` are held of one block
/// only. Whoever has more rows than a batch goes this way; what it gives does not depend on the number of threads.
public struct RowEncoder {
    public let sae: Autoencoder
    /// Rows of a block, at most.
    public let height: Int
    private let engine: ComputeEngine

    /// Pre-activations of a block, where nobody says otherwise: 64 MiB of them.
    public static let most = 1 << 24

    /// - Parameters:
    ///   - height: rows of a block; fewer where `most` asks for fewer.
    ///   - most: pre-activations that a block may have; 64 rows it has in any case.
    public init(_ sae: Autoencoder, height: Int = .max, most: Int = RowEncoder.most, engine: ComputeEngine) {
        precondition(height > 0 && most > 0, "blocks of \(height) rows and \(most) numbers")
        self.sae = sae
        self.height = min(height, max(64, most / sae.latents))
        self.engine = engine
    }

    /// Shows the latents of `x [n, d]` block by block, in order.
    ///
    /// - Parameters:
    ///   - goesOn: asked before each block whether it is wanted.
    ///   - body: given a block's latents, which it must not keep, and the rows that they are of. What it throws ends the
    ///     work.
    public func forEachBlock(
        of x: Matrix, while goesOn: () -> Bool = { true },
        _ body: (_ latents: SparseLatents, _ rows: Range<Int>) throws -> Void
    ) rethrows {
        let latents = SparseLatents(columns: sae.latents)
        for first in stride(from: 0, to: x.rows, by: height) where goesOn() {
            let rows = first..<min(x.rows, first + height)
            sae.encode(x.rows(rows), engine: engine, into: latents)
            try body(latents, rows)
        }
    }

    /// The same in blocks of whole texts: as many as a block holds, and one at least.
    ///
    /// - Parameters:
    ///   - ends: where in x the texts end, ascending.
    ///   - body: also given the numbers of the block's texts.
    public func forEachBlock(
        of x: Matrix, textEnds ends: [Int],
        _ body: (_ latents: SparseLatents, _ rows: Range<Int>, _ texts: Range<Int>) throws -> Void
    ) rethrows {
        let latents = SparseLatents(columns: sae.latents)
        var row = 0, text = 0
        while text < ends.count {
            var next = text + 1
            while next < ends.count, ends[next] - row <= height { next += 1 }
            let rows = row..<ends[next - 1]
            sae.encode(x.rows(rows), engine: engine, into: latents)
            try body(latents, rows, text..<next)
            row = rows.upperBound
            text = next
        }
    }

    /// The same of rows that are read while they are encoded.
    ///
    /// - Parameters:
    ///   - read: puts the next rows into the matrix `[height, d]`, from its first row on, and returns how many; 0: there
    ///     are no more. Fewer than fit are a block nevertheless.
    ///   - body: given a block's rows, their latents, and their numbers.
    /// - Throws: what `read` and `body` throw.
    public func forEachBlock(
        reading read: (_ room: Matrix) throws -> Int,
        _ body: (_ x: Matrix, _ latents: SparseLatents, _ rows: Range<Int>) throws -> Void
    ) throws {
        let room = Matrix(rows: height, columns: sae.width), latents = SparseLatents(columns: sae.latents)
        var done = 0
        while true {
            room.setRows(height)
            let count = try read(room)
            precondition(count >= 0 && count <= height, "\(count) rows read into \(height)")
            if count == 0 { return }
            room.setRows(count)
            sae.encode(room, engine: engine, into: latents)
            try body(room, latents, done..<done + count)
            done += count
        }
    }

    /// The latents of all rows together, `[n, F]`.
    public func latents(of x: Matrix) -> SparseLatents {
        let all = SparseLatents(columns: sae.latents)
        forEachBlock(of: x) { part, _ in all.append(part) }
        return all
    }
}
