public import Autoencoders
public import Engine

extension MisloadAlarm {
    /// Whether anything is known to hold a measurement against.
    public var knowsSomething: Bool { l0 != nil || explainedVariance != nil }

    /// Encodes some activations and says loudly where the SAE cannot be what was published; nil where all is well.
    ///
    /// - Parameters:
    ///   - x: `[n, d]`, as the model gives them, without BOS; some thousand.
    ///   - judgesReconstruction: whether a reconstruction worse than the mean counts too: not of an SAE that may simply be
    ///     badly trained.
    public func warning(
        _ sae: Autoencoder, on x: Matrix, judgesReconstruction: Bool = true, engine: ComputeEngine
    ) -> String? {
        guard x.rows > 0 else { return nil }
        var entries = 0, squaredError = 0.0
        let encoder = RowEncoder(sae, engine: engine)
        let reconstruction = Matrix(rows: min(x.rows, encoder.height), columns: sae.width)
        encoder.forEachBlock(of: x) { latents, rows in
            reconstruction.setRows(rows.count)
            sae.decode(latents, of: x.rows(rows), engine: engine, into: reconstruction)
            squaredError += engine.squaredDistance(x.rows(rows), reconstruction)
            entries += latents.count
        }
        let n = Double(x.rows)
        let variance = engine.sumOfSquares(x) - engine.columnSums(x).reduce(0) { $0 + $1 * $1 } / n
        let explained = variance > 0 && judgesReconstruction ? 1 - squaredError / variance : nil
        return check(measuredL0: Double(entries) / n, explainedVariance: explained)
    }
}
