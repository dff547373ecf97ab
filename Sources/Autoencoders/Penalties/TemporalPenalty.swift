import Engine
import Failures
import Records

/// λ · mean_b ‖f_b(t) − f_b(t−1)‖², the earlier latents detached (eq. 5 and 6). With pairing `step` they are row b of
/// the previous step's batch as it was encoded then; with `previousToken` those of the token before, in this batch. A
/// row without an earlier one, and a previous batch of another size, count 0.
final class TemporalPenalty: Penalty {
    private let pairing: TemporalPairing

    init?(_ config: RunConfig, _ shape: StepShape) {
        if config.temporal.weight <= 0 { return nil }
        pairing = config.temporal.pairing
    }

    var needs: StepNeeds { pairing == .step ? [.previousLatents, .denseBeginning] : .denseBeginning }

    func check(_ batch: StepBatch) throws {
        if pairing == .previousToken && batch.weights.temporal != 0 && batch.previousToken == nil {
            throw Failure(
                .usage, "temporal.pairing previous_token needs batches that follow the text, and these are shuffled",
                remedy: "set data.shuffle to false, or temporal.pairing to step")
        }
    }

    func begin(_ gradient: Matrix, _ batch: StepBatch, _ latents: StepLatents, _ sums: StepSums) -> Bool {
        let weight = batch.weights.temporal
        if weight == 0 { return false }
        let earlier: PreviousRows?
        switch pairing {
        case .previousToken: earlier = batch.previousToken.map { .dense(latents.dense, rowMap: $0) }
        case .step: earlier = latents.previous?.of(rows: batch.tokens)
        }
        guard let earlier else { return false }
        let engine = batch.engine, each = weight / Float(batch.tokens)
        engine.fill(sums.scratch, with: 0)
        let sum = engine.differences(
            of: latents.dense, before: earlier, scale: 2 * each, plus: sums.scratch, into: gradient)
        sums.report[.temporal] += Double(each) * sum
        return true
    }

    /// The sparse path; the dense one has begun with the term.
    func add(_ batch: StepBatch, _ latents: StepLatents, to sums: StepSums) {
        let weight = batch.weights.temporal
        guard weight != 0, case .sparse(let places) = sums.latentGradient else { return }
        let each = weight / Float(batch.tokens)
        let pairing: Earlier
        switch self.pairing {
        case .previousToken:
            guard let map = batch.previousToken else { return }
            pairing = Earlier(rows: .sparse(latents.active.pattern), map: map)
        case .step:
            guard let rows = latents.previous?.of(rows: batch.tokens) else { return }
            pairing = Earlier(rows: rows, map: nil)
        }
        let engine = batch.engine
        for (number, place) in places.enumerated() {
            let matched = pairing.lookUp(place, engine, sums.figures)
            engine.addDifference(place.activations, place.first, scale: 2 * each, to: place.gradient)
            if number > 0 { continue }
            // Where f fires the difference itself; elsewhere the earlier latent alone.
            engine.fill(place.second, like: place.pattern, with: 0)
            engine.addDifference(place.activations, place.first, scale: 1, to: place.second)
            let all = pairing.squares(of: batch.tokens, engine, sums.figures)
            let differences = engine.sums(place.second, into: sums.figures).squares
            sums.later { $0[.temporal] += Double(each) * ($1[differences] + $1[all] - $1[matched]) }
        }
    }

    /// The latents that each row is compared with.
    private struct Earlier {
        var rows: PreviousRows
        /// For each row that of its earlier one; nil: its own.
        var map: [Int32]?

        /// The earlier latents at a place's entries, into its `first`; returns the sum of their squares.
        func lookUp(_ place: Entries, _ engine: ComputeEngine, _ figures: Figures) -> Figure {
            switch rows {
            case .sparse(let latents):
                engine.lookUp(latents, rowMap: map, at: place.pattern, own: place.activations, into: place.first, figures)
            case .dense(let matrix, _):
                engine.lookUp(matrix, rowMap: map, at: place.pattern, own: place.activations, into: place.first, figures)
            }
        }

        /// Σ of the squares of all earlier latents.
        func squares(of count: Int, _ engine: ComputeEngine, _ figures: Figures) -> Figure {
            switch rows {
            case .sparse(let latents): engine.squaresBeside(latents, rowMap: map, rows: count, figures)
            case .dense(let matrix, _): engine.squaresBeside(matrix, rowMap: map, rows: count, figures)
            }
        }
    }
}
