import Autoencoders
import Engine
import Failures
import Foundation
import TensorFiles

/// A gated SAE's encoder as one with thresholds, which is the same function.
///
/// With π = xW, f = max(0, e^r π + b_mag) where π + b_gate > 0. Since e^r > 0, that is where z = e^r π + b_mag exceeds
/// b_mag − e^r b_gate; and where z is above 0. So W' = e^r ∘ W, b' = b_mag, θ = max(0, b_mag − e^r b_gate).
/// Source: SAELens saes/gated_sae.py `encode`; dictionary_learning dictionary.py `GatedAutoEncoder.encode`.
enum Gate {
    /// `encoder [F, d]` is changed in place; `gateBias`, `magnitudeBias`, `r` `[1, F]`. Returns θ. `[1, F]`
    static func threshold(
        encoder: Matrix, gateBias: Matrix, magnitudeBias: Matrix, r: Matrix, at path: String, engine: ComputeEngine
    ) throws -> Matrix {
        // In float64 and then once rounded, so that a threshold is the nearest to the exact one.
        let scales = r.toArray().map { exp(Double($0)) }
        let factors = Matrix(rows: 1, columns: scales.count, elements: scales.map { Float($0) })
        engine.scaleRows(encoder, by: factors, into: encoder)
        try Weights.require(encoder, "W_enc times exp(r_mag)", at: path, engine: engine)
        let biases = zip(magnitudeBias.toArray(), gateBias.toArray())
        let theta = zip(biases, scales).map { Float(max(0, Double($0.0) - $1 * Double($0.1))) }
        let threshold = Matrix(rows: 1, columns: theta.count, elements: theta)
        try Weights.require(threshold, isBounded: false, "the gate's threshold", at: path, place: 1, engine: engine)
        return threshold
    }
}
