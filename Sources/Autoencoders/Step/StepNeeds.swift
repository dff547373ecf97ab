/// What a penalty needs besides the batch and its latents. What nobody needs is not computed, kept or saved.
package struct StepNeeds: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// z, before f takes its place: `prepare` is called.
    package static let preActivations = StepNeeds(rawValue: 1)
    /// The latents of the step before: `StepLatents.previous` is there, and is part of a checkpoint.
    package static let previousLatents = StepNeeds(rawValue: 2)
    /// Which latents are dead: `StepBatch.dead` is there.
    package static let deadLatents = StepNeeds(rawValue: 4)
    /// ‖w_i‖ in `StepLatents.norms`, whether or not decoder rows are free.
    package static let decoderNorms = StepNeeds(rawValue: 8)
    /// To begin ∂L/∂f of the dense path: `begin` is called, before the reconstruction is added. One penalty of a run can.
    package static let denseBeginning = StepNeeds(rawValue: 16)
}

/// When in a step a penalty adds.
package enum PenaltyStage: Sendable {
    /// Once the reconstruction has been added, before ∂L/∂f goes to the encoder: to `LatentGradient`, the decoder's rows,
    /// ∂L/∂‖w‖, θ, further parts of the encoder's gradient.
    case latents
    /// Once ∂L/∂z has gone to the encoder, and a matrix `[B, F]` is free (`StepLatents.measurePotentials`): to the
    /// decoder's rows alone.
    case last
}
