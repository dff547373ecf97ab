package import Engine
package import LanguageModels

/// Prompts that begin alike: what they share goes through the model once.
extension PromptTokens {
    /// The activations at each row's last token, as `activations(in:at:batch:engine:progress:)` gives them up to the order
    /// of summation: attention is causal, so a prefix's keys and values are the same whatever follows, and nothing behind
    /// the word reaches it.
    ///
    /// - Parameter groups: neighbouring rows that are thought to begin alike, in order and without gaps; each takes one
    ///   run of what they share and one of the rest.
    /// - Returns: `[rows.count, d]`.
    /// - Throws: as the model does, and what `progress` throws.
    package func activations(
        in model: LanguageModel, at hook: Hookpoint, groups: [Range<Int>], engine: ComputeEngine,
        progress: (Double) throws -> Void
    ) throws -> Matrix {
        let width = try model.width(at: hook)
        let result = Matrix(rows: rows.count, columns: width)
        for group in groups {
            let shared = PromptTokens.commonBeginning(rows[group])
            let rest = TokenBatch(rows[group].map { Array($0[shared...]) })
            let all = Matrix(rows: rest.count, columns: width)
            if shared == 0 {
                try model.activations(of: rest, at: hook, into: all)
            } else {
                let prefix = try model.prefix(Array(rows[group.lowerBound][..<shared]), for: hook)
                try model.activations(of: rest, after: prefix, into: all)
            }
            let last = rest.lengths.enumerated().map { Int32($0 * rest.length + $1 - 1) }
            engine.gatherRows(all, last[...], into: result, from: group.lowerBound)
            try progress(Double(group.upperBound) / Double(rows.count))
        }
        return result
    }

    /// How many ids all rows begin with; at least one is left of each.
    static func commonBeginning(_ rows: ArraySlice<[Int32]>) -> Int {
        guard let first = rows.first else { return 0 }
        var shared = max(0, first.count - 1)
        for row in rows.dropFirst() {
            shared = min(shared, row.count - 1)
            shared = zip(first, row).prefix(shared).prefix { $0 == $1 }.count
        }
        return max(0, shared)
    }
}
