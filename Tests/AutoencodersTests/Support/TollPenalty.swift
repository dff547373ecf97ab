import Autoencoders
import Engine
import Failures
import Records

/// A penalty that the package does not know: everything a new one needs is in this file. Each firing costs the latent's
/// price, which rises while the latent fires on more tokens than `target` and falls while it fires on fewer:
/// L = ⟨Σ_i price_i f_i⟩, by the dense and the sparse form, with two states that go from step to step.
final class TollPenalty: Penalty {
    static let term = LossTerm("toll")
    static let target = 0.1
    private let prices: Matrix
    private var rates: [Float]
    private(set) var updates = 0
    /// Whether z had entries below 0 when `prepare` saw it, as f never has.
    private var sawPreActivations = false

    /// In any run with a sparsity weight.
    init?(_ config: RunConfig, _ shape: StepShape) {
        if config.l1.weight <= 0 { return nil }
        prices = Matrix(rows: 1, columns: shape.latents, elements: [Float](repeating: 0.25, count: shape.latents))
        rates = [Float](repeating: 0, count: shape.latents)
    }

    var needs: StepNeeds { .preActivations }

    func prepare(_ batch: StepBatch, _ latents: StepLatents, _ sums: StepSums) {
        sawPreActivations = latents.dense.toArray().contains { $0 < 0 }
    }

    func add(_ batch: StepBatch, _ latents: StepLatents, to sums: StepSums) {
        if !sawPreActivations { return }
        let engine = batch.engine, each = 1 / Float(batch.tokens)
        sums.report[TollPenalty.term] += Double(each) * engine.dot(prices, latents.sums)
        switch sums.latentGradient {
        case .dense(let gradient):
            engine.scale(prices, by: each, into: sums.scratch)
            engine.addRow(gradient, sums.scratch, into: gradient)
        case .sparse(let places):
            for place in places { engine.addFactors(prices, scale: each, at: place.pattern, to: place.gradient) }
        }
    }

    func finish(_ batch: StepBatch, _ latents: StepLatents) {
        let fired = latents.fired.toArray()
        var next = prices.toArray()
        for i in next.indices {
            rates[i] = 0.5 * rates[i] + (fired[i] ? 0.5 : 0)
            next[i] = max(0, next[i] + 0.01 * (rates[i] - Float(TollPenalty.target)))
        }
        prices.assign(next)
        updates += 1
    }

    func save(into state: inout CarriedState) {
        state["toll.updates"] = .whole(updates)
        state.add("toll.prices", prices)
        state.add("toll.rates", Matrix(rows: 1, columns: rates.count, elements: rates))
    }

    func restore(from state: CarriedState, _ batch: StepBatch) throws {
        let shape = (rows: 1, columns: batch.latents)
        let saved = try state.matrix("toll.prices", shape: shape, engine: batch.engine)
        rates = try state.matrix("toll.rates", shape: shape, engine: batch.engine).toArray()
        prices.assign(saved.toArray())
        updates = try state.integer("toll.updates", in: 0...1_000_000)
    }
}

/// A penalty of the last stage that pulls every decoder row to 0: L = ½ Σ_i ‖w_i‖².
final class ShrinkingPenalty: Penalty {
    static let term = LossTerm("shrinking")

    init?(_ config: RunConfig, _ shape: StepShape) {}

    var stage: PenaltyStage { .last }
    var needs: StepNeeds { .decoderNorms }

    func add(_ batch: StepBatch, _ latents: StepLatents, to sums: StepSums) {
        let engine = batch.engine, decoder = batch.autoencoder.decoder
        sums.report[ShrinkingPenalty.term] += 0.5 * engine.sumOfSquares(latents.norms)
        sums.beginDecoderRows()
        engine.addScaled(sums.gradients.decoder, decoder, scale: 1, into: sums.gradients.decoder)
        sums.alsoTouched.markAll()
    }
}
