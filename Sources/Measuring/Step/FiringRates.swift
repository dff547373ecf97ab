#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Biases under which random encoder rows fire as often as wanted.
///
/// A row v of the encoder sees inputs of independent standard normal entries as z ~ N(0, ‖v‖²): it fires with
/// probability p when its bias is ‖v‖ Φ⁻¹(p).
enum FiringRates {
    /// The most often that any latent fires; Φ⁻¹(1) is infinite.
    static let mostOften = 0.98

    /// Probabilities of the `count` latents, with a sum of `l0`.
    static func probabilities(_ firing: StepCase.Firing, count: Int, l0: Int) -> [Double] {
        let uniform = min(mostOften, Double(l0) / Double(count))
        if firing == .uniform { return [Double](repeating: uniform, count: count) }
        func rates(_ c: Double) -> [Double] { (1...count).map { min(mostOften, c / Double($0)) } }
        // The cap keeps the sum from being proportional to c.
        var low = 0.0, high = Double(count)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if rates(middle).reduce(0, +) < Double(l0) { low = middle } else { high = middle }
        }
        return rates(high)
    }

    /// Φ⁻¹, by bisection of erfc: half a dozen digits are enough here.
    static func normalQuantile(_ p: Double) -> Double {
        precondition(p > 0 && p < 1, "a quantile at \(p)")
        var low = -40.0, high = 40.0
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if erfc(-middle / 2.0.squareRoot()) / 2 < p { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// Biases for rows of these norms.
    static func biases(norms: [Float], _ firing: StepCase.Firing, l0: Int) -> [Float] {
        let rates = probabilities(firing, count: norms.count, l0: l0)
        var last = (p: -1.0, quantile: 0.0)
        return zip(norms, rates).map { norm, p in
            if p != last.p { last = (p, normalQuantile(p)) }
            return Float(Double(norm) * last.quantile)
        }
    }
}
