import Evaluation
import Files
import Foundation
import TestSupport

/// How often each latent of a golden SAE fires in float64, and which firings float32 cannot decide
/// (Tools/goldens/saebench/firings.py): those whose margin, the pre-activation less its threshold, is below the largest
/// error that SAEBench's own float32 arithmetic makes in any pre-activation of the slice. That bound is measured without
/// a look at which firings differ.
struct ExactFirings {
    /// A firing within the bound.
    struct Near {
        let row: Int, position: Int, latent: Int
        /// z − θ in float64; for topk half the distance to the pre-activation that it would have to change places with.
        let margin: Double
    }

    /// Tokens of the slice that are not special.
    let tokens: Int
    /// The bound.
    let largestError: Double
    let near: [Near]
    private let firings: [Int]
    private let rows: [Int]
    /// Of each latent: the near ones that fire in float64, and those that do not.
    private var above: [Int], below: [Int]

    init(_ sae: String) throws {
        let tree = try JSONTree(file: Goldens.url("saebench/firings/firings.json"))
        func whole(_ list: JSONTree?) -> [Int] { list?.elements?.compactMap(\.integer) ?? [] }
        tokens = tree["tokens"]?.integer ?? 0
        largestError = tree[sae]?["largest_error"]?.double ?? 0
        firings = whole(tree[sae]?["firings"])
        rows = whole(tree[sae]?["rows"])
        near = (tree[sae]?["near"]?.elements ?? []).compactMap { entry in
            guard let parts = entry.elements, parts.count == 4, let row = parts[0].integer,
                let position = parts[1].integer, let latent = parts[2].integer, let margin = parts[3].double
            else { return nil }
            return Near(row: row, position: position, latent: latent, margin: margin)
        }
        above = Array(repeating: 0, count: firings.count)
        below = above
        for one in near {
            if one.margin > 0 { above[one.latent] += 1 } else { below[one.latent] += 1 }
        }
    }

    /// How often a latent may fire in float32: its near firings may be lost, its near silences may fire.
    func possibleFirings(_ latent: Int) -> ClosedRange<Int> {
        firings[latent] - above[latent]...firings[latent] + below[latent]
    }

    /// In how many rows.
    func possibleRows(_ latent: Int) -> ClosedRange<Int> {
        rows[latent] - above[latent]...rows[latent] + below[latent]
    }

    func exact(_ latent: Int) -> Int { firings[latent] }
}
