/// Absorption of one word: how far other latents carry the letter's direction in place of the letter's own.
public struct WordAbsorption: Sendable, Equatable {
    /// 0: the letter's own latents do the work; 1: others do all of it.
    public let fraction: Double
    /// The letter's own latents are silent, and one other carries the direction.
    public let isFull: Bool
    /// Of each split latent.
    public let splitActivations: [Float]
    /// The active latent with the largest projection on the probe, and that projection; nil where none is above 0.
    public let strongest: (latent: Int, projection: Double)?

    public static func == (a: WordAbsorption, b: WordAbsorption) -> Bool {
        a.fraction == b.fraction && a.isFull == b.isFull && a.splitActivations == b.splitActivations
            && a.strongest?.latent == b.strongest?.latent && a.strongest?.projection == b.strongest?.projection
    }

    /// With `q_i = a_i c_i` the projection of latent i on the letter's unit direction p, `P = x·p` of the activation and
    /// `main = Σ q_i` over the split latents (evaluation.md 2.7):
    ///
    /// `A` is the sum of the three largest `q_i > 0` of other latents with `c_i ≥ 0.1`. The fraction is 0 if
    /// `main ≥ P` or `A/P < 0.4`, else 1 if `main ≤ 0`, else `m/(m + main)` with `m = min(A, P − main)`. Absorption is
    /// full if every split latent is silent, and of all latents the one with the largest q has `c ≥ 0.025` and
    /// `q/P ≥ 0.4`, with `P ≥ 0`.
    ///
    /// - Parameters:
    ///   - active: the latents that fire, with a.
    ///   - cosines: c, of each latent's decoder row with the letter's direction. `[F]`
    ///   - projection: P.
    ///   - split: the letter's own latents.
    public init(
        active: [(column: Int, value: Float)], cosines: ArraySlice<Float>, projection: Double, split: [Int32]
    ) {
        let first = cosines.startIndex
        var main = 0.0
        var splitActivations = [Float](repeating: 0, count: split.count)
        var others: [Double] = []
        var strongest: (latent: Int, projection: Double)?
        for (latent, value) in active {
            let cosine = Double(cosines[first + latent]), q = Double(value) * cosine
            if q > strongest?.projection ?? 0 { strongest = (latent, q) }
            if let at = split.firstIndex(of: Int32(latent)) {
                splitActivations[at] = value
                main += q
            } else if cosine >= AbsorptionConstants.leastCosine, q > 0 {
                others.append(q)
            }
        }
        let absorbed = others.sorted(by: >).prefix(AbsorptionConstants.absorbers).reduce(0, +)
        self.splitActivations = splitActivations
        self.strongest = strongest
        fraction = WordAbsorption.fraction(absorbed: absorbed, main: main, projection: projection)
        isFull =
            splitActivations.allSatisfy { Double($0) < AbsorptionConstants.silent } && projection >= 0
            && strongest.map {
                Double(cosines[first + $0.latent]) >= AbsorptionConstants.leastFullCosine
                    && $0.projection / projection >= AbsorptionConstants.leastShare
            } ?? false
    }

    private static func fraction(absorbed: Double, main: Double, projection: Double) -> Double {
        if main >= projection || !(absorbed / projection >= AbsorptionConstants.leastShare) { return 0 }
        if main <= 0 { return 1 }
        let missing = min(absorbed, projection - main)
        return min(1, max(0, missing / (missing + main)))
    }
}
