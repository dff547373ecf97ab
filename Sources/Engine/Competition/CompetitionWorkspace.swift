/// Two blocks of rows of what would be k×k matrices, and a list for blocks of which few pairs pass.
public final class CompetitionWorkspace {
    static let blockSize = 256
    public let latents: Int
    let coefficients: Matrix
    let dots: Matrix
    /// By what each latent's own f enters the gradient through c.
    let own: Matrix
    /// The scales of blocks that hold c itself.
    let ones: Matrix
    let pairs: LatentPairs
    /// A block's pairs are listed while at most one in so many of its places passes: a listed pair costs three or four
    /// rows from memory, about as much as sixteen places of the products, and on a device, whose products are faster beside
    /// its memory, as 256. For tests: 1 lists always.
    package var listedShare: Int?
    static let listedShare = (host: 16, device: 256)
    /// On a device: each block's figures, and f as `[F, B]` where it is given by its entries.
    let figures = Growable<Double>()
    private(set) var turned = Matrix(rows: 0, columns: 0)

    public init(latents: Int) {
        self.latents = latents
        coefficients = Matrix(rows: min(latents, CompetitionWorkspace.blockSize), columns: latents)
        dots = Matrix(rows: min(latents, CompetitionWorkspace.blockSize), columns: latents)
        own = Matrix(rows: 1, columns: latents)
        ones = Matrix(rows: 1, columns: latents)
        ones.assign([Float](repeating: 1, count: latents))
        pairs = LatentPairs(latents: latents)
    }

    /// Space for `[F, B]`.
    func turned(tokens: Int) -> Matrix {
        if turned.columns != tokens || turned.rows != latents { turned = Matrix(rows: latents, columns: tokens) }
        return turned
    }
}

/// Sums over the pairs i < j that compete, in float64.
public struct CompetitionSums: Sendable, Equatable {
    public var pairs = 0
    /// Σ c (w_i·w_j)².
    public var energy = 0.0
    /// Σ c.
    public var coefficients = 0.0
    /// Σ |w_i·w_j|.
    public var dots = 0.0

    public init() {}

    mutating func add(_ other: CompetitionSums) {
        pairs += other.pairs
        energy += other.energy
        coefficients += other.coefficients
        dots += other.dots
    }
}
