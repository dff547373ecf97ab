import Failures
public import Records

/// One step to measure: a shape, what is trained, and how much fires.
public struct StepCase: Sendable, Equatable {
    /// What is trained.
    public enum Architecture: String, Sendable, CaseIterable, Codable {
        /// relu and l1.
        case standard
        /// The K largest of each token.
        case topk
        /// The K · B largest of the batch.
        case batchtopk
        /// Thresholds that are learned.
        case jumprelu
        /// Standard with the competition term, measured with the term on and off.
        case orthogonal
    }

    /// How often each latent fires.
    public enum Firing: String, Sendable, CaseIterable, Codable {
        /// All equally.
        case uniform
        /// Latent i in proportion to 1/i.
        case inverse
    }

    /// How many latents fire on a token.
    public enum Sparsity: Sendable, Equatable {
        case latents(Int)
        /// Every latent on half of the tokens, as at the start of training.
        case half
    }

    public var shape: StepShape
    public var architecture: Architecture
    public var sparsity: Sparsity
    public var firing: Firing
    /// θ of the competition term.
    public var threshold: Float
    /// How the term measures competition.
    public var coefficient: CompetitionCoefficient
    /// The form that the latents are held in; nil: what the step chooses by their number.
    public var form: Form?

    public enum Form: String, Sendable, CaseIterable, Codable { case sparse, dense }

    public init(
        shape: StepShape, architecture: Architecture, sparsity: Sparsity, firing: Firing = .uniform,
        threshold: Float = 0.3, coefficient: CompetitionCoefficient = .cosine, form: Form? = nil
    ) {
        self.shape = shape
        self.architecture = architecture
        self.sparsity = sparsity
        self.firing = firing
        self.threshold = threshold
        self.coefficient = coefficient
        self.form = form
    }

    /// The L0 that the case is set up for.
    public var l0: Int {
        switch sparsity {
        case .latents(let count): count
        case .half: shape.latents / 2
        }
    }

    /// - Throws: `Failure(.usage)` when more latents are to fire than there are, and for half of them firing as 1/i.
    public func validate() throws {
        guard l0 <= shape.latents else {
            throw Failure(
                .usage, "an L0 of \(l0) needs more latents than the \(shape.latents) of shape \(shape.name)",
                at: "--l0")
        }
        if sparsity == .half, firing == .inverse {
            throw Failure(
                .usage, "half of the latents cannot fire as 1/i", at: "--firing",
                remedy: "measure --l0 half with --firing uniform")
        }
    }
}
