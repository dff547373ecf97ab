/// A word that an absorption evaluation scored. They stand in its file, under
/// `eval_result_unstructured.orthosae.seeds[].words`.
public struct AbsorbedWord: Codable, Sendable, Equatable {
    /// With its leading space, if it has one.
    public var word: String
    /// What of the letter's direction other latents carry: 0 to 1.
    @Finite public var fraction: Double?
    /// The letter's own latents are silent.
    public var isFull: Bool
    /// The latent with the largest projection on the letter's direction; nil where the file does not tell.
    public var latent: Int?

    public init(word: String, fraction: Double?, isFull: Bool, latent: Int? = nil) {
        self.word = word
        self.fraction = fraction
        self.isFull = isFull
        self.latent = latent
    }

    /// Its first letter, lower case; empty for a word without one.
    public var letter: String { word.first { $0.isLetter }.map { $0.lowercased() } ?? "" }

    /// Whether other latents carry any of it.
    public var isAbsorbed: Bool { isFull || (fraction ?? 0) > 0 }

    private enum CodingKeys: String, CodingKey { case word, fraction, isFull = "full", latent }
}
