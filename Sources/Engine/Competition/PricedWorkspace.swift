/// What the priced competition term finds in the tokens that it looks at; sums in float64 over pairs (i, j) of latents
/// that fire together, r_i < r_j, with m_i the rarer one's mass and c the cosine of their decoder rows.
public struct PricedSums: Sendable, Equatable {
    /// Pairs with c > 0.
    public var pairs = 0
    /// Σ m_i [c]₊².
    public var energy = 0.0
    /// Σ m_i over all pairs.
    public var mass = 0.0
    /// Σ m_i asin[c]₊.
    public var angle = 0.0
    /// Σ m_i [c]₊² asin[c]₊.
    public var leaning = 0.0

    public init() {}

    mutating func add(_ other: PricedSums) {
        pairs += other.pairs
        energy += other.energy
        mass += other.mass
        angle += other.angle
        leaning += other.leaning
    }
}

/// Space of `addPricedGradient`: what one round of tokens says of its pairs, and a token's rows a worker.
public final class PricedWorkspace {
    /// Pairs of one round; a token that has more is a round of its own.
    static let roundPairs = 1 << 19
    /// Entries of a token up to which its products are dots; with more of them rows are copied side by side and
    /// multiplied by strips.
    static let fewEntries = 24
    /// Rows of such a strip.
    static let stripRows = 32

    /// The rarer latent of each list, the list's place and length.
    let owners = Scratch<Int32>()
    let places = Scratch<Int>()
    let counts = Scratch<Int32>()
    /// The lists: commoner latents, and by what their rows enter the rarer one's gradient.
    let partners = Scratch<Int32>()
    let factors = Scratch<Float>()
    private var rooms: [Room] = []
    /// On a device: the tokens' entries by latent.
    private(set) var order = ColumnOrder(columns: 0)

    public init() {}

    func order(columns: Int) -> ColumnOrder {
        if order.columns != columns { order = ColumnOrder(columns: columns) }
        return order
    }

    /// What a worker needs for one token.
    final class Room {
        /// Entries in the order of their rates: column, mass, rate.
        let columns = Scratch<Int32>()
        let masses = Scratch<Float>()
        let rates = Scratch<Float>()
        /// The token's decoder rows side by side, and a strip of their products.
        let rows = Scratch<Float>()
        let products = Scratch<Float>()
        var order: [Int] = []
    }

    func rooms(_ workers: Int) -> [Room] {
        while rooms.count < workers { rooms.append(Room()) }
        return rooms
    }
}
