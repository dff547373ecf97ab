import Engine

/// What the priced competition term saw in one step.
public struct PricedFigures: Sendable, Equatable {
    /// μ: of a unit of activation, or with an L0 term of a firing.
    public var price = 0.0
    /// ρ in force.
    public var rho = 0.0
    /// Tokens that were looked at.
    public var tokens = 0
    /// Pairs of latents that fired together there, the rarer one's row leaning on the commoner one's.
    public var pairs = 0
    /// Mean over pairs that fired together of asin[cos(w_i, w_j)]₊, each by the rarer one's mass; radians.
    public var mixing = 0.0
    /// The same with each pair counted by its squared cosine as well: the angle at which the term is paid. It falls as ρ
    /// rises but does not settle at 1/(2ρ): pairs that are near each other by chance are most of it (Guides/Priced.md).
    public var leaning = 0.0

    /// 1/(2ρ), where absorbing saves as much as it costs; nil while the term is off.
    public var balance: Double? { rho > 0 ? 1 / (2 * rho) : nil }

    public init() {}

    init(_ sums: PricedSums, price: Double, rho: Float, tokens: Int) {
        self.price = price
        self.rho = Double(rho)
        self.tokens = tokens
        pairs = sums.pairs
        mixing = sums.mass > 0 ? sums.angle / sums.mass : 0
        leaning = sums.energy > 0 ? sums.leaning / sums.energy : 0
    }
}
