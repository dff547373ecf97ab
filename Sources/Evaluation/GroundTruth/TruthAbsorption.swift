import Engine
import Worlds

/// Absorption measured against what is true (science.md 3), and SAEBench's two scores with the true direction as probe.
struct TruthAbsorption {
    /// Over tokens where a parent and one of its children fire: the share where every main latent is silent and another
    /// latent carries the parent. Mean over parents; nil: there is no such token.
    let absorption: Double?
    /// The share of those tokens where the main latents are silent, whatever carries the parent.
    let hole: Double?
    /// The same over the parent's tokens without a child.
    let loneMiss: Double?
    /// For each child, how much more its latent leans towards the parent than the child's direction does; mean.
    let mixing: Double?
    let fraction: Double?
    let full: Double?
    /// Main latents of a parent, mean.
    let mainLatents: Double?
    /// By a child's place among its siblings.
    let byChild: [Child]

    struct Child {
        /// The stated share of the parent's tokens, mean over parents.
        var share: Double
        /// Tokens on which such a child fires, and those on which its parent was absorbed.
        var tokens: Int
        var absorbed: Int
    }

    init(_ encoding: TruthEncoding, engine: ComputeEngine) {
        let tokens = encoding.tokens, parents = tokens.parents
        let cosines = Matrix(rows: parents.count, columns: encoding.latents)
        engine.product(tokens.parentDirections, transposed: encoding.decoder, into: cosines)
        var sums = [Mean](repeating: Mean(), count: 7)
        var byChild: [Child] = [], shares: [Mean] = []
        for (place, parent) in parents.enumerated() {
            let own = ParentCount(encoding, parent: parent, cosines: cosines.rows(place..<place + 1).toArray(), tokens.tokensOfParents[place])
            for (at, value) in [own.absorption, own.hole, own.loneMiss, own.fraction, own.full].enumerated() {
                sums[at].add(value)
            }
            sums[6].add(Double(own.main.count))
            let children = tokens.features.children[parent]
            for (number, child) in children.enumerated() {
                if number == byChild.count {
                    byChild.append(Child(share: 0, tokens: 0, absorbed: 0))
                    shares.append(Mean())
                }
                byChild[number].tokens += own.childTokens[number]
                byChild[number].absorbed += own.childAbsorbed[number]
                shares[number].add(tokens.features.shares[child])
            }
            sums[5].add(own.mixing(of: children, encoding, engine))
        }
        for number in byChild.indices { byChild[number].share = shares[number].value ?? 0 }
        absorption = sums[0].value
        hole = sums[1].value
        loneMiss = sums[2].value
        fraction = sums[3].value
        full = sums[4].value
        mixing = sums[5].value
        mainLatents = sums[6].value
        self.byChild = byChild
    }
}

/// A mean of what there is.
struct Mean {
    private var sum = 0.0
    private var count = 0

    mutating func add(_ value: Double?) {
        guard let value else { return }
        sum += value
        count += 1
    }

    mutating func add(_ values: [Double]) { for value in values { add(value) } }

    var value: Double? { count > 0 ? sum / Double(count) : nil }
}
