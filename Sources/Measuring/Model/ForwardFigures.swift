/// What the language model, the harvest or the tokenizer took.
public struct ModelFigures: Sendable, Equatable, Codable {
    /// `forward`, `harvest` or `tokenizer`.
    public let kind: String
    /// What it was measured on: "gemma2-nano to blocks.3.hook_resid_post".
    public let subject: String
    /// Tokens that went through, in one round.
    public let tokens: Int
    public let tokensPerSecond: Double
    public let machine: MachineFigures
    public let work: MeasuredWork
    /// Operations a second over those of the machine's large product, round by round; the median. nil for the
    /// tokenizer.
    public let shareOfProductRate: Double?

    init(
        kind: String, subject: String, tokens: Int, _ samples: [Double], floor: Floor, rates: [MachineRates]
    ) {
        self.kind = kind
        self.subject = subject
        self.tokens = tokens
        let work = MeasuredWork(kind, samples, floor: floor, rates: rates)
        self.work = work
        tokensPerSecond = Double(tokens) / work.seconds.median
        machine = MachineFigures(rates)
        shareOfProductRate =
            floor.operations > 0
            ? Spread(zip(samples, rates).map { floor.operations / $0 / $1.flops }).median : nil
    }
}
