import Autoencoders
import Engine

/// An SAE at its hook: encodes activations and decodes them again, some whole rows of text at a time, so that the
/// pre-activations `[tokens, F]` never take more than about 128 MiB.
final class Splice {
    let sae: EvaluatedSAE
    private let engine: ComputeEngine
    private let encoder: RowEncoder
    private var part: Matrix?

    /// Pre-activations held at a time.
    private static let most = 1 << 25

    init(_ sae: EvaluatedSAE, engine: ComputeEngine) {
        self.sae = sae
        self.engine = engine
        encoder = RowEncoder(sae.autoencoder, most: Splice.most, engine: engine)
    }

    /// `output = x̂`; `x`, `output` `[n, d]`, which may be the same matrix.
    ///
    /// - Parameters:
    ///   - ends: where in x the texts end, ascending; parts end there too.
    ///   - each: given the latents of the rows from `first` on.
    func reconstruct(
        _ x: Matrix, textEnds ends: [Int], into output: Matrix, each: (_ latents: SparseLatents, _ first: Int) -> Void = { _, _ in }
    ) {
        encoder.forEachBlock(of: x, textEnds: ends) { latents, rows, _ in
            if rows.isEmpty { return }
            let room = self.room(rows.count)
            each(latents, rows.lowerBound)
            sae.autoencoder.decode(latents, of: x.rows(rows), engine: engine, into: room)
            engine.copyRows(of: room, into: output, from: rows.lowerBound)
        }
    }

    private func room(_ rows: Int) -> Matrix {
        if let part, part.rowCapacity >= rows {
            part.setRows(rows)
            return part
        }
        let new = Matrix(rows: rows, columns: sae.width)
        part = new
        return new
    }
}
