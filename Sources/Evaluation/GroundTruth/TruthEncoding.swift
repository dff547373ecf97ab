import Autoencoders
import Engine
import Records

/// An SAE's latents on the held-out tokens beside what is true of them.
final class TruthEncoding {
    let tokens: GroundTruthTokens
    /// f by token, as coefficients of unit decoder rows.
    let rows: [[(column: Int, value: Float)]]
    /// Unit rows. `[F, d]`
    let decoder: Matrix
    /// On how many tokens each latent fires. `[F]`
    let firings: [Int]
    /// On how many tokens feature i and latent j both fire. `[n, F]`
    let together: SparseLatents
    let figures: Reconstruction

    /// How well x̂ stands for x.
    struct Reconstruction {
        var l0 = 0.0
        var squaredError = 0.0
        var explainedVariance: Double?
        /// mean ‖x̂‖/‖x‖ where x is not 0.
        var shrinkage = 0.0
    }

    /// - Parameter sae: in the form in which it is measured, its threshold set.
    init(_ sae: Autoencoder, on tokens: GroundTruthTokens, engine: ComputeEngine) {
        self.tokens = tokens
        let latents = SparseLatents(columns: sae.latents), x = tokens.activations
        let encoder = RowEncoder(sae, engine: engine)
        let output = Matrix(rows: min(x.rows, encoder.height), columns: sae.width)
        var error = 0.0, ratios = 0.0, counted = 0
        encoder.forEachBlock(of: x) { part, rows in
            latents.append(part)
            output.setRows(rows.count)
            sae.decode(part, of: x.rows(rows), engine: engine, into: output)
            error += engine.squaredDistance(x.rows(rows), output)
            for (square, original) in zip(engine.rowSquaredNorms(output), engine.rowSquaredNorms(x.rows(rows)))
            where original > 1e-12 {
                ratios += (square / original).squareRoot()
                counted += 1
            }
        }
        let norms = Matrix(rows: 1, columns: sae.latents)
        engine.rowNorms(sae.decoder, into: norms)
        decoder = Matrix(rows: sae.latents, columns: sae.width)
        engine.copy(sae.decoder, into: decoder)
        engine.normalizeRows(decoder)
        let factors = sae.configuration.decoderNorm == .free ? norms.toArray() : nil
        rows = (0..<latents.rows).map { row in
            let entries = latents.entries(ofRow: row)
            guard let factors else { return entries }
            return entries.map { ($0.column, $0.value * factors[$0.column]) }
        }
        firings = latents.firings()
        together = SparseLatents(columns: sae.latents)
        engine.cofiring(tokens.truth, latents, into: together)
        let n = Double(max(1, x.rows))
        figures = Reconstruction(
            l0: Double(latents.count) / n, squaredError: error / n,
            explainedVariance: tokens.variance > 0 ? 1 - error / n / tokens.variance : nil,
            shrinkage: counted > 0 ? ratios / Double(counted) : 0)
    }

    /// F.
    var latents: Int { firings.count }
    var aliveFraction: Double { Double(firings.count { $0 > 0 }) / Double(max(1, latents)) }

    /// F1 of a latent's firing against a feature's, both having so many tokens together.
    func f1(_ both: Float, latent: Int, feature: Int) -> Double {
        2 * Double(both) / Double(max(1, firings[latent] + tokens.firings[feature]))
    }

    /// The latent whose firing has the largest F1 against a feature's; the first of equal ones.
    ///
    /// - Parameter excluded: latents that are not asked.
    func best(for feature: Int, but excluded: Set<Int> = []) -> (latent: Int, f1: Double) {
        var best = (latent: (0..<latents).first { !excluded.contains($0) } ?? 0, f1: 0.0)
        for (latent, both) in together.entries(ofRow: feature) where !excluded.contains(latent) {
            let value = f1(both, latent: latent, feature: feature)
            if value > best.f1 { best = (latent, value) }
        }
        return best
    }
}
