/// What the priced competition term saw in one step (Guides/Priced.md).
public struct PricedRecord: Codable, Sendable, Equatable {
    /// μ: the price of a unit of activation, or with an L0 term of a firing.
    @Finite public var price: Double?
    /// ρ in force.
    @Finite public var rho: Double?
    /// Tokens of the batch that were looked at.
    public var tokens: Int?
    /// Pairs of latents that fired together there, the rarer one's row leaning on the commoner one's.
    public var pairs: Int?
    /// Mean angle between rows over pairs that fired together, each by the rarer one's mass; radians, 0 for rows that do
    /// not lean.
    @Finite public var mixing: Double?
    /// The same with each pair counted by its squared cosine as well: the angle at which the term is paid.
    @Finite public var leaning: Double?
    /// 1/(2ρ): where one absorbing pair of equal size balances in theory. The means above hold every pair and need not
    /// meet it.
    @Finite public var balance: Double?

    public init(
        price: Double? = nil, rho: Double? = nil, tokens: Int? = nil, pairs: Int? = nil, mixing: Double? = nil,
        leaning: Double? = nil, balance: Double? = nil
    ) {
        self.price = price
        self.rho = rho
        self.tokens = tokens
        self.pairs = pairs
        self.mixing = mixing
        self.leaning = leaning
        self.balance = balance
    }
}
