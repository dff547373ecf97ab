public import Engine

/// One batch for a trainer.
public final class ActivationBatch {
    /// `[B, d]`.
    public let rows: Matrix

    /// For each row, the row of this batch that holds the previous token of the same context, or -1. Only sources that
    /// keep the order of the text say it; nil otherwise.
    public var previous: [Int32]?

    /// Room for a batch of `size` (B) activations of `width` (d).
    public init(size: Int, width: Int) {
        rows = Matrix(rows: size, columns: width)
    }
}
