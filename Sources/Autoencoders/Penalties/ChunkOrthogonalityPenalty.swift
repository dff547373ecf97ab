import Engine
import Records

/// OrtSAE's term: γ/F Σ_i max_{j≠i} cos(w_i, w_j)² over random chunks of latents (`ChunkCosines`).
///
/// With `orthogonality.unit: price` γ counts in what sparsity costs a token in this batch (`SparsityPrice`), a constant:
/// the term then weighs the same on inputs of any scale (Guides/Rivals.md).
final class ChunkOrthogonalityPenalty: Penalty {
    private let cosines: ChunkCosines
    /// nil: γ counts as it is.
    private var price: SparsityPrice?

    init?(_ config: RunConfig, _ shape: StepShape) {
        if config.orthogonality.weight <= 0 { return nil }
        cosines = ChunkCosines(config.orthogonality, latents: shape.latents, bySize: false)
        price = config.orthogonality.unit == .price ? SparsityPrice(config) : nil
    }

    func add(_ batch: StepBatch, _ latents: StepLatents, to sums: StepSums) {
        price?.look(batch, latents)
        let weight = batch.weights.orthogonality
        if weight == 0 || !cosines.isDue(batch) { return }
        let unit = price?.perToken(batch, latents, sums) ?? 1
        sums.report[.orthogonality] += cosines.add(each: Double(weight) * unit / Double(batch.latents), batch, to: sums)
    }

    func finish(_ batch: StepBatch, _ latents: StepLatents) { price?.keep() }

    private static let priceKey = "orthogonality.price"

    func save(into state: inout CarriedState) {
        if let measured = price?.measured { state[ChunkOrthogonalityPenalty.priceKey] = .number(measured) }
    }

    func restore(from state: CarriedState, _ batch: StepBatch) throws {
        guard price != nil else { return }
        price?.restore(try SparsityPrice.saved(ChunkOrthogonalityPenalty.priceKey, in: state))
    }
}
