package import Autoencoders
package import Engine
import Failures

/// One threshold for all latents of a batchtopk SAE, so that a wanted number of them fires on given tokens.
///
/// batchtopk's own threshold is an average over past steps; SAEs whose averages miss K by a few per cent would be
/// compared at different L0, and absorption depends on L0 (science.md 3).
package enum CalibratedThreshold {
    /// A copy of the SAE in which round(l0·N) latents fire on `x [N, d]`, as far as so many are above 0.
    ///
    /// - Parameter sae: in its inference form: jumprelu, all thresholds equal.
    package static func apply(to sae: Autoencoder, l0: Double, on x: Matrix, engine: ComputeEngine) -> Autoencoder {
        let copy = sae.folded(inputScale: 1, engine: engine)
        let wanted = Int(bounded: (l0 * Double(x.rows)).rounded())
        let own = sae.threshold.toArray().first ?? 0
        var cut: Float?
        // The wanted threshold is near the SAE's own, so that few entries need to be looked at.
        for floor in [own / 2, 0] where cut == nil {
            engine.fill(copy.threshold, with: floor)
            cut = RowEncoder(copy, engine: engine).latents(of: x).largestValue(wanted)
        }
        engine.fill(copy.threshold, with: cut.map { max(0, $0.nextDown) } ?? 0)
        return copy
    }
}
