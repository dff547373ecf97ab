package import Engine
import Failures

/// The tokens of a batch in which the priced term looks for pairs: an unbiased estimate of the sum over all of them.
///
/// How many there are follows from counts alone, never from a time, and which they are from the run's seed and the
/// step's number, so a resumed run draws the same ones.
package final class PricedSample {
    /// Streams of the seed that nothing else draws from: this one plus t.
    static let firstStream: UInt64 = 3 << 40
    /// Entries of a token that are looked at; of more, so many are drawn: early in a run half the latents fire, and a
    /// token's pairs would cost more than the step.
    package static let mostEntries = 256
    /// Multiply-adds for each column of the decoder that are spent whatever the batch: small worlds look at every token.
    static let least = 1 << 19
    /// What reading and adding up a latent's rows costs, in multiply-adds for each of their elements.
    static let rowCost = 64

    /// The sampled tokens with their firing latents. `[S, F]`
    package let latents: SparseLatents
    /// By what each token's pairs count: more than 1 where only a part of its latents was drawn. `[S]`
    package private(set) var factors: [Float] = []
    private let wanted: Int
    private let seed: UInt64

    /// - Parameter wanted: S; 0: by the rule.
    package init(wanted: Int, seed: UInt64, latents: Int) {
        self.wanted = wanted
        self.seed = seed
        self.latents = SparseLatents(columns: latents)
    }

    /// S for a batch whose tokens have so many firing latents: all, where their pairs cost no more than a sixteenth of the
    /// encoder product; otherwise as many as cost that. It looks at the batch as a whole, so that no token's chance
    /// depends on its own count.
    package static func size(_ counts: [Int], latents: Int, wanted: Int) -> Int {
        let all = counts.count
        if wanted > 0 { return min(wanted, all) }
        var cost = 0
        for count in counts {
            let looked = min(count, mostEntries)
            cost += 2 * looked * looked + rowCost * looked
        }
        let most = max(least, all * latents / 16)
        return cost <= most ? all : max(1, Int(bounded: Double(most) / Double(cost) * Double(all)))
    }

    /// Draws the tokens of step `number`. `whole`: how often each latent fires on each token, by either path.
    func draw(_ whole: StepLatents, step number: Int, _ engine: ComputeEngine) {
        let counts = whole.path == .sparse ? engine.rowCounts(of: whole.active.pattern) : engine.rowCounts(of: whole.dense)
        let all = counts.count, size = PricedSample.size(counts, latents: whole.count, wanted: wanted)
        var random = CounterRandom(seed: seed, stream: PricedSample.firstStream + UInt64(number))
        let rows = size == all ? (0..<Int32(all)).map { $0 } : random.sample(size, of: all).map { Int32($0) }
        factors =
            whole.path == .sparse
            ? engine.takeRows(
                rows, of: whole.active.pattern, most: PricedSample.mostEntries, random: &random, into: latents)
            : engine.takeRows(rows, of: whole.dense, most: PricedSample.mostEntries, random: &random, into: latents)
    }
}
