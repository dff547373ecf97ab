/// What each loss term counts for in one step: the curriculum's output.
public struct StepWeights: Sendable, Equatable {
    public var reconstruction: Float = 1
    /// Of l1 or l0, warm-up included: α(t)·λ_s.
    public var sparsity: Float = 0
    /// λ_o, or 0 before its phase.
    public var competition: Float = 0
    /// ρ of the priced competition term, or 0 before its start.
    public var rho: Float = 0
    /// θ(t) for the coefficients.
    public var competitionThreshold: Float = 0.3
    public var temporal: Float = 0
    /// γ of OrtSAE's term, or 0 before its phase.
    public var orthogonality: Float = 0
    /// λ of C²R's term, or 0 before its phase.
    public var consistency: Float = 0
    /// Of AuxK.
    public var auxiliary: Float = 0
    /// Of dead latents' pre-activation loss.
    public var preActivation: Float = 0

    public init() {}
}

/// Which kind of storage a step's latents had.
public enum LatentPath: String, Sendable, Codable, CaseIterable { case dense, sparse }

/// A term of the loss, by its name in messages and records. A penalty may have one of its own: `LossTerm("priced")`.
public struct LossTerm: Hashable, Sendable {
    public let name: String
    public init(_ name: String) { self.name = name }

    public static let reconstruction = LossTerm("reconstruction")
    public static let sparsity = LossTerm("sparsity")
    public static let competition = LossTerm("competition")
    public static let temporal = LossTerm("temporal")
    public static let orthogonality = LossTerm("orthogonality")
    public static let auxiliary = LossTerm("auxiliary")
    public static let preActivation = LossTerm("pre-activation")
    /// C²R's. It has no place of its own in records.
    public static let consistency = LossTerm("consistency")

    /// Those that have a place of their own in a run's records; they come first wherever terms are listed or summed.
    public static let established = [
        reconstruction, sparsity, competition, temporal, orthogonality, auxiliary, preActivation,
    ]
}

/// One step in figures. Losses are means over the batch's tokens (the competition term a plain sum), each already
/// multiplied by its weight; sums are in float64.
public struct StepReport: Sendable, Equatable {
    /// B.
    public var tokens = 0
    private var losses: [LossTerm: Double] = [:]
    /// mean ‖x − x̂‖², without a weight.
    public var rawReconstruction = 0.0
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
    /// λ of l1 or l0 in this step, warm-up and steering included.
    public var sparsityWeight: Float = 0
    /// Pairs i < j with c over θ; 0 while the term is off.
    public var competingPairs = 0
    /// Mean c of those pairs.
    public var meanCoefficient = 0.0
    /// Mean |w_i·w_j| of those pairs.
    public var meanDot = 0.0
    /// What the priced competition term saw; nil: the run has none.
    public var priced: PricedFigures?

    public init() {}

    /// One term's loss; 0 where it is not part of the run, or counted nothing in this step.
    public subscript(_ term: LossTerm) -> Double {
        get { losses[term, default: 0] }
        set { losses[term] = newValue }
    }

    /// Every term with its loss: the established ones, whether or not they are part of the run, then others by name.
    public var terms: [(term: LossTerm, loss: Double)] {
        LossTerm.established.map { ($0, self[$0]) } + others.map { ($0, self[$0]) }
    }

    /// Terms besides the established ones, by name.
    public var others: [LossTerm] {
        losses.keys.filter { !LossTerm.established.contains($0) }.sorted { $0.name < $1.name }
    }

    /// What the step makes small.
    public var total: Double { terms.reduce(0) { $0 + $1.loss } }

    /// Of every prefix together where there are several (matryoshka).
    public var reconstruction: Double { self[.reconstruction] }
    public var sparsity: Double { self[.sparsity] }
    public var competition: Double { self[.competition] }
    public var temporal: Double { self[.temporal] }
    /// OrtSAE's term; 0 in the steps between.
    public var orthogonality: Double { self[.orthogonality] }
    public var auxiliary: Double { self[.auxiliary] }
    public var preActivation: Double { self[.preActivation] }
}
