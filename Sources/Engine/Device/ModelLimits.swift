/// How much of a language model's widest matrices exists at a time: work is cut by these and by shapes, so they belong to
/// what decides a run's bits.
package struct ModelLimits: Sendable {
    /// Attention's scores, of all heads and sequences of a part together: 64 MiB.
    package var scores = 16 << 20
    /// Queries of a sequence whose scores are taken together; with more, too much is computed above the diagonal.
    package var queries = 1024
    /// Gates and what they open, in a feed-forward layer: 256 MiB.
    package var pairs = 64 << 20
    /// Tokens of a part of a feed-forward layer: at least so many, at most so many.
    package var tokens = 64...4096

    package init() {}
}

extension ComputeEngine {
    /// Cuts a language model's work otherwise: for tests, so that small shapes are cut as large ones are.
    package func limitModelParts(_ limits: ModelLimits) { device?.limits = limits }
}
