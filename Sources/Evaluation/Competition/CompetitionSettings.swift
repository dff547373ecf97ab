/// What is looked at of a finished SAE's competition and latents, and how much of it is kept. Guides/CompetitionDynamics.md.
public struct CompetitionSettings: Sendable, Equatable {
    /// θ: pairs with c above it compete.
    public var theta: Float = 0.3
    /// Whether θ is raised in steps of 0.1 where more than `mostPairs` pass, rather than that being an error.
    public var raisesTheta = false
    /// Pairs that are held at once.
    public var mostPairs = 1 << 22
    /// Latents that fire on the tokens that are looked at, together: where more do, fewer tokens are looked at.
    public var mostEntries = 1 << 25
    /// Whether the latents are described, too.
    public var describesLatents = true
    /// Contexts of each latent, and the tokens around the strongest one.
    public var contexts = 5, before = 15, after = 8
    /// Tokens of largest and of smallest logit, of each latent.
    public var logits = 10
    /// Nearest and competing latents, of each latent.
    public var neighbours = 12
    /// Of the graph: latents (those with the most competitors), pairs and hubs that are written.
    public var nodes = 4096, edges = 4096, hubs = 20
    /// Pairs whose history is written.
    public var histories = 100

    public init() {}

    /// Communities, and latents of each, whose pairs come first among the graph's, so that a picture of them is whole.
    var centre: (communities: Int, latents: Int) { (8, 20) }

    /// For the report's identity.
    var text: String { "\(self)" }
}
