import Files

/// How the classes of tokens are looked at (Guides/TokenClasses.md).
public struct TokenClassSettings: Sendable, Equatable {
    /// Tokens of text, rounded up to whole rows.
    public var tokens = 60_000
    /// Draws which rows of text choose, which tokens are scored, and the probes' starts.
    public var seed: UInt64 = 42
    /// Share of the rows of text on which latents, directions and thresholds are chosen; the others test.
    public var choosingShare = 0.7
    /// A class with fewer tokens among those that test is left out.
    public var leastRows = 50
    /// Tokens of a class that are scored for absorption, at most.
    public var mostScored = 2_000
    /// Steps of at most 512 tokens in which a class' probe is trained, rounded up to whole passes.
    public var probeSteps = 1_500
    /// A class counts only if its probe's F1 on the tokens that test is greater.
    public var leastProbeF1 = 0.6
    /// The F1 from which a single latent is called the class' general latent.
    public var leastLatentF1 = 0.4
    /// By how much both must be better than calling every token the class' own, which has 2ρ/(1 + ρ).
    public var margin = 0.05
    /// A token whose activation is longer than so many times the median is left out.
    public var massive = 4.0
    /// Absorbed members that are named for each class.
    public var members = 5

    public init() {}

    /// How a class' probe is trained, on columns of mean 0 and variance 1.
    func probe(rows: Int) -> LinearProbe.Training {
        var training = LinearProbe.Training()
        training.batch = min(512, max(1, rows))
        let steps = (rows + training.batch - 1) / training.batch
        training.epochs = (probeSteps + steps - 1) / max(1, steps)
        training.finalLearningRate = 1e-4
        return training
    }

    func json(model: String, dataset: String, context: Int) -> JSONTree {
        [
            "model_name": .text(model), "dataset": .text(dataset), "context_size": .integer(context),
            "tokens": .integer(tokens), "seed": .text("\(seed)"), "choosing_share": .number(choosingShare),
            "least_rows": .integer(leastRows), "most_scored": .integer(mostScored),
            "probe_steps": .integer(probeSteps), "least_probe_f1": .number(leastProbeF1),
            "least_latent_f1": .number(leastLatentF1), "margin_over_every_token": .number(margin),
            "massive_activation": .number(massive), "classes": .list(TokenClass.allCases.map { .text($0.name) }),
        ]
    }
}
