import Autoencoders
import Records

/// What one step took, stage by stage.
public struct StepFigures: Sendable, Equatable, Codable {
    public let shape: StepShape
    /// `standard`, `topk`, `batchtopk`, `jumprelu` or `orthogonal`.
    public let architecture: String
    /// `uniform` or `inverse`.
    public let firing: String
    /// θ; nil without the competition term.
    public let threshold: Float?
    /// How it measures competition; nil without the term.
    public let coefficient: String?
    /// Mean number of firing latents, as measured.
    public let l0: Double
    /// Latents with a gradient, of all.
    public let touched: Int
    /// `sparse` or `dense`.
    public let path: String
    public let rounds: Int
    public let machine: MachineFigures
    /// Tokens a second of the median step.
    public let tokensPerSecond: Double
    /// The encoder product alone, then the stages of the step in their order, then the step.
    public let work: [MeasuredWork]
    /// nil without the competition term.
    public let competition: CompetitionFigures?

    init(_ bench: StepBench, _ rounds: [StepBench.Round]) {
        let stepCase = bench.stepCase, rates = rounds.map(\.rates), products = rounds.map(\.product)
        let floors = bench.floors
        shape = stepCase.shape
        architecture = stepCase.architecture.rawValue
        firing = stepCase.firing.rawValue
        threshold = stepCase.architecture == .orthogonal ? stepCase.threshold : nil
        coefficient = stepCase.architecture == .orthogonal ? stepCase.coefficient.rawValue : nil
        l0 = bench.report.l0
        touched = bench.touched
        path = bench.report.path.rawValue
        self.rounds = rounds.count
        machine = MachineFigures(rates)
        var work = [
            MeasuredWork("product", products, floor: floors.product, rates: rates, products: products)
        ]
        for stage in StepClock.Stage.allCases {
            let samples = rounds.compactMap { $0.stages[stage] }
            guard samples.count == rounds.count else { continue }
            work.append(
                MeasuredWork(
                    stage.rawValue, samples, floor: floors.floor(of: stage), rates: rates, products: products))
        }
        work.append(
            MeasuredWork("step", rounds.map(\.step), floor: floors.step, rates: rates, products: products))
        self.work = work
        tokensPerSecond = Double(stepCase.shape.batch) / Spread(rounds.map(\.step)).median
        competition = CompetitionFigures(bench, rounds)
    }

    /// The work of a name; nil where it was not measured.
    public func work(_ name: String) -> MeasuredWork? { work.first { $0.name == name } }
}

/// What the competition term adds to a step.
public struct CompetitionFigures: Sendable, Equatable, Codable {
    /// Pairs of latents with c > θ.
    public let survivingPairs: Int
    /// Tokens in which the priced term looked for pairs; nil for other coefficients.
    public let sampledTokens: Int?
    /// Latents with such a pair; 0 where the pairs are too many to list.
    public let competingLatents: Int
    /// The step without the term.
    public let withoutSeconds: Spread
    /// Step with the term minus step without it, round by round.
    public let addedSeconds: Spread
    /// That over the step without the term, round by round; the median.
    public let addedShare: Double
    /// The term's own stage over the rest of its step, round by round; the median. Steadier than `addedShare`, which is
    /// the difference of two whole steps, and blind to what the term costs other stages.
    public let stageShare: Double
    /// Reading both decoder rows of each surviving pair once (and multiplying them); nil where they are too many.
    public let pairRowsSeconds: Spread?
    /// Added time over that of reading the pairs' rows, round by round; the median.
    public let overPairRows: Double?
    /// The bytes of the competing latents' decoder rows, each once, over the read rate; the median.
    public let distinctRowsSeconds: Double?

    init?(_ bench: StepBench, _ rounds: [StepBench.Round]) {
        let without = rounds.compactMap(\.without)
        guard without.count == rounds.count else { return nil }
        survivingPairs = bench.report.priced?.pairs ?? bench.report.competingPairs
        sampledTokens = bench.report.priced?.tokens
        competingLatents = bench.competing
        withoutSeconds = Spread(without)
        let added = zip(rounds, without).map { $0.step - $1 }
        addedSeconds = Spread(added)
        addedShare = Spread(zip(added, without).map { $0 / $1 }).median
        stageShare =
            Spread(
                rounds.map { round in
                    let own = round.stages[.competition] ?? 0
                    return own / (round.step - own)
                }
            ).median
        let reads = rounds.compactMap(\.pairRows)
        guard reads.count == rounds.count, survivingPairs > 0, sampledTokens == nil else {
            (pairRowsSeconds, overPairRows, distinctRowsSeconds) = (nil, nil, nil)
            return
        }
        pairRowsSeconds = Spread(reads)
        overPairRows = Spread(zip(added, reads).map { $0 / $1 }).median
        let bytes = Double(bench.competing * bench.stepCase.shape.width * 4)
        distinctRowsSeconds = Spread(rounds.map { bytes / $0.rates.readBytes }).median
    }
}
