import Autoencoders
import Engine

/// An SAE at its hook: encodes activations and decodes them again, some whole rows of text at a time, so that the
/// pre-activations `[tokens, F]` never take more than about 128 MiB.
final class Splice {
    let sae: EvaluatedSAE
    private let engine: ComputeEngine
    private let latents: SparseLatents
    private var part: Matrix?

    /// Pre-activations held at a time.
    private static let most = 1 << 25

    init(_ sae: EvaluatedSAE, engine: ComputeEngine) {
        self.sae = sae
        self.engine = engine
        latents = SparseLatents(columns: sae.latents)
    }

    /// `output = x̂`; `x`, `output` `[n, d]`, which may be the same matrix.
    ///
    /// - Parameters:
    ///   - ends: where in x the texts end, ascending; parts end there too.
    ///   - each: given the latents of the rows from `first` on.
    func reconstruct(
        _ x: Matrix, textEnds ends: [Int], into output: Matrix, each: (_ latents: SparseLatents, _ first: Int) -> Void = { _, _ in }
    ) {
        let limit = max(1, Splice.most / sae.latents)
        var first = 0
        for (index, end) in ends.enumerated() {
            let next = index + 1 < ends.count ? ends[index + 1] : nil
            if let next, next - first <= limit { continue }
            if end > first {
                let room = self.room(end - first)
                sae.autoencoder.encode(x.rows(first..<end), engine: engine, into: latents)
                each(latents, first)
                sae.autoencoder.decode(latents, engine: engine, into: room)
                engine.copyRows(of: room, into: output, from: first)
            }
            first = end
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
