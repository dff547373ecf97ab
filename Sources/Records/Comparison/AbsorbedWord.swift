/// A word whose letter other latents carry. They stand in an absorption evaluation's file, under
/// `eval_result_unstructured.orthosae.seeds[].absorbed_words`.
public struct AbsorbedWord: Codable, Sendable, Equatable {
    /// Lower case.
    public var letter: String
    /// With its leading space, if it has one.
    public var word: String
    /// What of the letter's direction others carry: above 0, at most 1.
    @Finite public var fraction: Double?
    /// The letter's own latents are silent.
    public var isFull: Bool
    /// The latent with the largest projection on the letter's direction.
    public var latent: Int?

    public init(letter: String, word: String, fraction: Double?, isFull: Bool, latent: Int?) {
        self.letter = letter
        self.word = word
        self.fraction = fraction
        self.isFull = isFull
        self.latent = latent
    }

    private enum CodingKeys: String, CodingKey { case letter, word, fraction, isFull = "full", latent }
}
