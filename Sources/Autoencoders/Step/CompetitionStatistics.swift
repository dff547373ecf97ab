/// Which latents compete, from the latents of one batch.
public struct CompetitionStatistics: Sendable, Equatable {
    /// One pair of latents, i < j.
    public struct Pair: Sendable, Equatable {
        public var first: Int
        public var second: Int
        /// c_ij.
        public var coefficient: Float
        /// w_i · w_j.
        public var dot: Float
        public init(first: Int, second: Int, coefficient: Float, dot: Float) {
            self.first = first
            self.second = second
            self.coefficient = coefficient
            self.dot = dot
        }
    }

    /// θ.
    public var threshold: Float = 0
    /// Pairs i < j with c > θ.
    public var pairs = 0
    /// Mean c of those; 0 without any.
    public var meanCoefficient = 0.0
    /// Pairs that fire together at all, by c in 20 equal bins of (0, 1].
    public var histogram = [Int](repeating: 0, count: 20)
    /// Mean |w_i·w_j| of the pairs over θ; 0 without any.
    public var meanDotCompeting = 0.0
    /// Mean |w_i·w_j| of pairs drawn at random, the same ones at every call.
    public var meanDotRandom = 0.0
    /// Those over θ of largest c·(w_i·w_j)², largest first; of equals the lower numbers.
    public var strongest: [Pair] = []

    public init() {}
}
