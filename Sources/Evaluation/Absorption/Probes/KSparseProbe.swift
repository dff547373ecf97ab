/// A logistic regression for one letter on its k best latents.
public struct KSparseProbe: Sendable, Equatable {
    /// Best first.
    public let latents: [Int32]
    /// One for each latent.
    public let weights: [Double]
    public let intercept: Double
    /// On the test words.
    public let figures: ClassificationFigures

    public var k: Int { latents.count }
}

/// A letter's probes for k = 1, 2, …, and which of them is its feature.
public struct KSparseLetter: Sendable, Equatable {
    /// 0 is "a".
    public let letter: Int
    /// By k, from 1. Empty where no training word has the letter.
    public let probes: [KSparseProbe]
    /// The latents that together stand for the letter ("split" latents): k grows while F1 rises by more than τ.
    public let splitLatents: [Int32]

    init(letter: Int, latents: [Int32], probes: [KSparseProbe], f1Jump: Double) {
        self.letter = letter
        self.probes = probes
        let k = KSparseLetter.acceptedK(probes.map(\.figures.f1), jump: f1Jump)
        splitLatents = Array(latents.prefix(k))
    }

    /// k = 1 is accepted; k = 2, 3, … while `F1_k > F1_(k−1) + jump`; the first that fails ends it.
    package static func acceptedK(_ f1: [Double], jump: Double) -> Int {
        var k = 1
        while k < f1.count, f1[k] > f1[k - 1] + jump { k += 1 }
        return k
    }
}
