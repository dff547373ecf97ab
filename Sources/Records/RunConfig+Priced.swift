/// The competition term with coefficient `priced` (Guides/Priced.md): ρ in place of λ_o, no θ, and a place of its own in
/// the run.
public struct PricedConfig: Sendable, Equatable {
    /// ρ. In theory an absorbing pair of equal size balances at the angle 1/(2ρ), whatever the rates, widths and scales;
    /// what is measured falls with ρ but is not that angle (Guides/Findings.md).
    public var rho: Float = 3
    /// p: a pair counts by (the share of the rarer latent's firings at which the commoner one fires too)^p. 0: all alike.
    public var nesting: Float = 0
    /// χ: how much of the share that chance gives, which is the commoner one's own rate in the batch, is taken off first:
    /// [(s − χ c)/(1 − χ c)]₊ in place of s. 0: none.
    public var chance: Float = 0
    /// By what share a latent's mean rate of firing keeps its value from batch to batch.
    public var rateDecay: Float = 0.98
    /// Tokens of a batch in which pairs are looked for; 0: as many as cost little, by count.
    public var sample = 0
    /// The step from which the term counts. Rates and price are followed from the first step on.
    public var start = 0
    /// Steps at the end over which ρ falls to 0.
    public var decay = 0
    public init() {}
}
