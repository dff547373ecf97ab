package import Engine

/// One pattern of entries and what the step computes at them.
package final class Entries {
    /// Which entries; its values are z.
    package let pattern: SparseLatents
    package let order: ColumnOrder
    /// f at each entry.
    package let activations = LatentValues()
    /// ∂L/∂f at each entry, before the activation function's own derivative.
    package let gradient = LatentValues()
    /// Scratch in the pattern's order.
    package let first = LatentValues()
    package let second = LatentValues()
    /// Scratch in column order.
    package let byColumn = LatentValues()

    package init(latents: Int) {
        pattern = SparseLatents(columns: latents)
        order = ColumnOrder(columns: latents)
    }
}
