public import Engine

/// Parts of the evaluation that another program made, so that what follows from them can be compared exactly. Whatever
/// is nil is made here.
public struct AbsorptionArtefacts {
    /// The split, and the prompts of the probe's examples.
    public var plan: FirstLetterPlan?
    /// Activations of the plan's words. `[train.count, d]` and `[test.count, d]`; only together with a plan.
    public var activations: (train: Matrix, test: Matrix)?
    /// The ground-truth probe. `[26, d]`
    public var probe: LinearProbe?
    /// The prompts on which absorption is measured. Which words those are is then also taken from here.
    public var scoredPrompts: [FirstLetterPrompt]?
    /// For each letter its latents, best first: one SAE's. Letters that are missing are ranked here.
    public var ranking: [Int: [Int32]]?

    /// Nothing shared.
    public init() {}
}

extension AbsorptionArtefacts {
    /// What the model's side is made from, beside the plan.
    func addModelSide(to hash: ContentHash) {
        if let (train, test) = activations {
            hash.add("activations")
            hash.add(train)
            hash.add(test)
        }
        if let probe {
            hash.add("probe")
            hash.add(probe.weights)
            hash.add(probe.bias)
        }
        if let scoredPrompts { hash.add(["scored prompts"] + scoredPrompts.map(\.text)) }
    }

    /// SHA-256 of all that is shared, by its contents.
    ///
    /// - Parameter ranking: one SAE's, in the place of this one's own.
    func digest(ranking given: [Int: [Int32]]?) -> String {
        let hash = ContentHash()
        if let plan { for side in [plan.train, plan.test] { hash.add(["words"] + side.flatMap { [$0.word, $0.text] }) } }
        addModelSide(to: hash)
        for (letter, latents) in (given ?? [:]).sorted(by: { $0.key < $1.key }) {
            hash.add("ranking of \(letter): \(latents)")
        }
        return hash.digits()
    }

    /// What is shared, by name.
    var names: [String] {
        [
            plan.map { _ in "words" }, activations.map { _ in "activations" }, probe.map { _ in "probe" },
            scoredPrompts.map { _ in "scored_prompts" }, ranking.map { _ in "ranking" },
        ].compactMap { $0 }
    }
}
