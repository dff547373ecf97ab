package import Engine

/// What the language model contributes for one layer and seed, whichever SAE is looked at: words, their activations, and
/// the ground-truth probe. Made once, however many SAEs there are.
package final class AbsorptionModelSide {
    package let plan: FirstLetterPlan
    /// Activations of the plan's words at the prompt's position. `[n, d]`
    package let train: Matrix, test: Matrix
    package let probe: LinearProbe
    /// The probe on the test words. `[test, 26]`
    package let testLogits: Matrix
    /// The prompts on which absorption is measured, by letter, in the order of the test words.
    package let scored: [FirstLetterPrompt]
    /// Their activations. `[scored.count, d]`
    package let scoredActivations: Matrix

    package init(
        plan: FirstLetterPlan, train: Matrix, test: Matrix, probe: LinearProbe, testLogits: Matrix,
        scored: [FirstLetterPrompt], scoredActivations: Matrix
    ) {
        precondition(
            train.rows == plan.train.count && test.rows == plan.test.count && scoredActivations.rows == scored.count,
            "\(train.rows), \(test.rows) and \(scoredActivations.rows) activations for "
                + "\(plan.train.count), \(plan.test.count) and \(scored.count) words")
        self.plan = plan
        self.train = train
        self.test = test
        self.probe = probe
        self.testLogits = testLogits
        self.scored = scored
        self.scoredActivations = scoredActivations
    }

    /// Which test words the probe gives their own letter: logit above 0. By letter, then in order.
    static func truePositives(_ test: [FirstLetterPrompt], logits: [Float]) -> [Int] {
        let found = test.indices.filter { logits[$0 * FirstLetter.count + test[$0].letter] > 0 }
        return found.enumerated().sorted {
            (test[$0.element].letter, $0.offset) < (test[$1.element].letter, $1.offset)
        }.map(\.element)
    }
}
