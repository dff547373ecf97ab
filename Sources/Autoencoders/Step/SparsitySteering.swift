import Foundation
package import Records

/// Steers the sparsity term's weight until so many latents fire as are wanted, so that SAEs are at equal L0 by
/// construction and not by a search.
///
/// With e = clamp(4(L0/target − 1), −1, 1), after each step at full weight the settled part of λ grows by 1 + g·e, g =
/// 0.004 (science.md §3), and the next step takes it times exp(e), L0 being smoothed over about ten steps there. Without
/// that second factor jumprelu never settles: its θ moves by what λ is, so λ would move by the sum of a sum, and the two
/// swing about the target for ever.
///
/// L0 is the batch's, a count, and everything else a double, so that a run repeats on any number of threads.
package final class SparsitySteering: CarriesState {
    private static let gain = 0.004, slope = 4.0, memory = 0.9
    /// λ's settled part over what the settings say stays within these, whatever L0 does.
    private static let factors = 1e-6...1e6
    private static let factorKey = "sparsity.factor", smoothKey = "sparsity.l0"

    private let target: Double
    /// The settings' weight, from which on the term is whole.
    private let whole: Float
    private var factor = 1.0
    /// L0 smoothed; the target before anything is known.
    private var smooth: Double

    /// nil: the run's weight stays.
    package init?(_ config: RunConfig) {
        // Which of the two the curriculum weighs: as in `Curriculum.weights`.
        let isL0 = config.sae.activation == .jumprelu && config.l0.weight != 0
        let wanted = isL0 ? config.l0.targetL0 : config.l1.targetL0
        if wanted <= 0 { return nil }
        target = Double(wanted)
        smooth = target
        whole = isL0 ? config.l0.weight : config.l1.weight
    }

    private func excess(_ l0: Double) -> Double { min(1, max(-1, SparsitySteering.slope * (l0 / target - 1))) }

    /// The weight to take where the curriculum says `weight`.
    package func steered(_ weight: Float) -> Float { Float(Double(weight) * factor * exp(excess(smooth))) }

    /// After a step with what the curriculum said.
    package func finish(weight: Float, l0: Double) {
        // A warm-up's steps say nothing of what the whole weight does.
        if weight < whole { return }
        smooth = SparsitySteering.memory * smooth + (1 - SparsitySteering.memory) * l0
        let range = SparsitySteering.factors
        factor = min(range.upperBound, max(range.lowerBound, factor * (1 + SparsitySteering.gain * excess(l0))))
    }

    package func save(into state: inout CarriedState) {
        state[SparsitySteering.factorKey] = .number(factor)
        state[SparsitySteering.smoothKey] = .number(smooth)
    }

    package func restore(from state: CarriedState, _ batch: StepBatch) throws {
        factor = try state.number(SparsitySteering.factorKey, in: SparsitySteering.factors)
        smooth = try state.number(SparsitySteering.smoothKey, in: 0...Double(batch.latents))
    }
}
