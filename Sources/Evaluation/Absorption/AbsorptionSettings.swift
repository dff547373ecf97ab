/// What the first-letter absorption evaluation can be told. The defaults are SAEBench's; names in `eval_config` are its
/// own (Guides/Absorption.md).
public struct AbsorptionSettings: Sendable, Equatable {
    /// Fixes split, in-context examples, and the training of both probes. SAEBench's own runs are not seeded.
    public var seed: UInt64 = 42
    /// How many seeds, counted up from `seed`; with more than one the spread is reported.
    public var seeds = 1
    /// At most so many of the tokenizer's words, drawn by the seed; nil: all, as SAEBench takes them. A vocabulary of
    /// 50,000 pieces takes 4.5 million tokens through the model for each seed.
    public var words: Int?
    /// By how much F1 must rise for another latent to count as a part of the letter's feature (τ).
    public var f1JumpThreshold = 0.03
    /// The largest number of latents in a k-sparse probe.
    public var largestK = 10
    /// λ of the L1 probe that ranks latents.
    public var rankingL1 = 0.01
    public var rankingBatch = 4096
    public var rankingEpochs = 50
    /// A letter counts only if its ground-truth probe's F1 on the test words is greater.
    public var leastProbeF1 = 0.6
    /// With fewer counted letters SAEBench gives no result. Ours says so, and gives what there is.
    public var leastLetters = 20
    /// Too few letters are an error.
    public var strict = false
    /// Prompts that go through the language model together.
    public var modelBatch = 96

    public init() {}

    /// How the probe that ranks latents is trained.
    var ranking: LinearProbe.Training {
        var training = LinearProbe.Training()
        training.weightDecay = 1e-6
        training.l1 = rankingL1
        training.batch = rankingBatch
        training.epochs = rankingEpochs
        return training
    }
}

/// What the definition of absorption fixes (SAEBench 0.6.0; evaluation.md 2.7).
enum AbsorptionConstants {
    /// In-context examples before the word that is asked for.
    static let examples = 10
    /// Where the activation is read, counted from the prompt's last token, which is −1: the word's own last token.
    static let position = -6
    /// Draws of examples that may contain the word before there is nothing left but to give up.
    static let draws = 1000
    /// Cosine with the probe from which a latent can take over for the split latents.
    static let leastCosine = 0.1
    /// Share of the probe's projection that the absorbing latents must carry.
    static let leastShare = 0.4
    /// How many absorbing latents are summed.
    static let absorbers = 3
    /// Activation below which a split latent counts as silent.
    static let silent = 1e-8
    /// Cosine with the probe that full absorption asks of the strongest latent.
    static let leastFullCosine = 0.025
}
