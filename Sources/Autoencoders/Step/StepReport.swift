/// What each loss term counts for in one step: the curriculum's output.
public struct StepWeights: Sendable, Equatable {
    public var reconstruction: Float = 1
    /// Of l1 or l0, warm-up included: α(t)·λ_s.
    public var sparsity: Float = 0
    /// λ_o, or 0 before its phase.
    public var competition: Float = 0
    /// θ(t) for the coefficients.
    public var competitionThreshold: Float = 0.3
    public var temporal: Float = 0
    /// γ of OrtSAE's term, or 0 before its phase.
    public var orthogonality: Float = 0
    /// Of AuxK.
    public var auxiliary: Float = 0
    /// Of dead latents' pre-activation loss.
    public var preActivation: Float = 0

    public init() {}
}

/// Which kind of storage a step's latents had.
public enum LatentPath: String, Sendable, Codable, CaseIterable { case dense, sparse }

/// One step in figures. Losses are means over the batch's tokens (the competition term a plain sum), each already
/// multiplied by its weight; sums are in float64.
public struct StepReport: Sendable, Equatable {
    /// B.
    public var tokens = 0
    /// Of every prefix together where there are several (matryoshka).
    public var reconstruction = 0.0
    /// mean ‖x − x̂‖², without a weight.
    public var rawReconstruction = 0.0
    public var sparsity = 0.0
    public var competition = 0.0
    public var temporal = 0.0
    /// OrtSAE's term; 0 in the steps between.
    public var orthogonality = 0.0
    public var auxiliary = 0.0
    public var preActivation = 0.0
    public var total: Double {
        reconstruction + sparsity + competition + temporal + orthogonality + auxiliary + preActivation
    }
    /// Entries of f above 0.
    public var nonzeros = 0
    /// Mean number of firing latents a token.
    public var l0: Double { tokens > 0 ? Double(nonzeros) / Double(tokens) : 0 }
    /// Σ_b ‖x_b − x̂_b‖².
    public var squaredError = 0.0
    /// Σ_b ‖x_b‖².
    public var inputSquaredNorm = 0.0
    /// Σ_b ‖x_b − x̄‖², about the batch's mean.
    public var inputVariance = 0.0
    /// 1 − squaredError / inputVariance.
    public var explainedVariance: Double { inputVariance > 0 ? 1 - squaredError / inputVariance : 0 }
    public var path = LatentPath.sparse
    /// Pairs i < j with c over θ; 0 while the term is off.
    public var competingPairs = 0
    /// Mean c of those pairs.
    public var meanCoefficient = 0.0
    /// Mean |w_i·w_j| of those pairs.
    public var meanDot = 0.0

    public init() {}
}
