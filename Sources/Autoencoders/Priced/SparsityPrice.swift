import Engine
import Records

/// What a firing costs in the run's own units: the price μ and what it is paid for (Guides/Priced.md). Measured, never
/// set.
///
/// - l1 pays λ for each unit of f‖w‖, and its weight in force is the price.
/// - topk and batchtopk keep a budget of firings. What the last place in it is worth is the smallest f‖w‖ that was kept
///   (mean over tokens, or of the batch), followed by a mean of 0.99; 0 where the budget was not used up.
/// - l0 `step` pays λ for each firing. `tanh` pays λ tanh(c f‖w‖) for it.
/// - l0 `target` pays for the mean L0: one firing more costs the slope 2λ(L0/L − 1)/L, whose mean of 0.99 is the price;
///   0 while it is negative.
///
/// Terms that a run has together are added up.
struct SparsityPrice {
    static let decay = 0.99
    private let config: RunConfig
    /// The mean of what has to be measured: nil before the first batch.
    private(set) var measured: Double?
    /// With this batch; taken over by `keep`.
    private var next: Double?
    /// μ for each unit of f‖w‖, and for each firing.
    private(set) var perUnit = 0.0
    private(set) var perFiring = 0.0

    init(_ config: RunConfig) { self.config = config }

    /// What a report calls the price: of a unit, or where that costs nothing of a firing.
    var value: Double { perUnit > 0 ? perUnit : perFiring }

    private var picks: Bool { config.sae.activation == .topk || config.sae.activation == .batchtopk }
    private var steers: Bool { config.l0.weight > 0 && config.l0.form == .target }

    /// Looks at a batch.
    mutating func look(_ batch: StepBatch, _ latents: StepLatents) {
        let sparsity = Double(batch.weights.sparsity)
        next = measured
        var now: Double?
        if picks { now = SparsityPrice.lastPlace(batch, latents) }
        if steers {
            let l0 = Double(latents.nonzeros) / Double(batch.tokens), target = Double(config.l0.target)
            now = 2 * sparsity * (l0 / target - 1) / target
        }
        if let now {
            next = measured.map { SparsityPrice.decay * $0 + (1 - SparsityPrice.decay) * now } ?? now
        }
        let mean = max(0, next ?? 0)
        perUnit = (config.l1.weight > 0 ? sparsity : 0) + (picks ? mean : 0)
        perFiring = config.l0.weight > 0 ? (steers ? mean : sparsity) : 0
    }

    /// After a step that counted.
    mutating func keep() { measured = next }

    mutating func restore(_ value: Double?) {
        measured = value
        next = value
    }

    /// What a token's firings cost, mean over the batch. With `tanh` it is the term's own value, which has been added.
    func perToken(_ batch: StepBatch, _ latents: StepLatents, _ sums: StepSums) -> Double {
        let tokens = Double(batch.tokens)
        let units = perUnit * batch.engine.dot(latents.sparsityScale, latents.sums) / tokens
        if perFiring == 0 { return units }
        return units + (config.l0.form == .tanh
            ? sums.loss(.sparsity) : perFiring * Double(latents.nonzeros) / tokens)
    }

    /// A slope may be negative, but no price is as large as this.
    private static let possible = -1e30...1e30

    /// What a checkpoint holds of the mean; nil: there was none yet.
    static func saved(_ key: String, in state: CarriedState) throws -> Double? {
        state[key] == nil ? nil : try state.number(key, in: possible)
    }

    /// The smallest f‖w‖ among what was kept, 0 where the budget was not used up.
    private static func lastPlace(_ batch: StepBatch, _ latents: StepLatents) -> Double {
        let pattern = latents.active.pattern, tokens = Double(batch.tokens)
        let smallest = batch.engine.smallestPerRow(of: pattern, times: batch.freeNorms ? latents.norms : nil)
        if batch.configuration.activation == .topk {
            let counts = batch.engine.rowCounts(of: pattern), budget = batch.configuration.k.perToken
            return zip(smallest, counts).reduce(0) { $0 + ($1.1 < budget ? 0 : Double($1.0)) } / tokens
        }
        guard pattern.count >= batch.configuration.k.inBatch(of: batch.tokens) else { return 0 }
        return Double(smallest.min() ?? 0)
    }

    /// m of each sampled entry: what its firing costs. `latents [S, F]` holds f.
    func masses(
        of latents: SparseLatents, _ batch: StepBatch, scale: Matrix, scratch: LatentValues, into out: LatentValues
    ) {
        let engine = batch.engine
        engine.fill(out, like: latents, with: perFiring > 0 && config.l0.form != .tanh ? Float(perFiring) : 0)
        engine.copyValues(of: latents, into: scratch)
        if perUnit > 0 { engine.addProducts(scratch, factors: scale, scale: Float(perUnit), at: latents, to: out) }
        if perFiring > 0 && config.l0.form == .tanh {
            let slope = LatentValues(), tanh = LatentValues()
            engine.tanhOfValues(
                scratch, times: scale, steepness: config.l0.tanhScale, at: latents, tanh: tanh, slope: slope)
            engine.fill(slope, like: latents, with: 0)
            engine.addDifference(tanh, slope, scale: Float(perFiring), to: out)
        }
    }
}
