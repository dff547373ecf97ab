import Failures
import Records

/// The numbers of a two-level world (science.md 2): parents, each with its children, and features by themselves.
///
/// Order of the features: parents, then the children of parent 0, of parent 1, …, then the independent ones.
struct ToyParameters: Sendable, Equatable {
    /// d.
    var width = 64
    /// n.
    var features = 160
    var parents = 8
    /// The first and last parent's rate; the others lie between in equal steps.
    var parentRates = 0.08...0.25
    /// The least and largest rate of an independent feature; geometric steps, shuffled.
    var otherRates = 0.01...0.06
    /// Each child's share of its parent's tokens; the rest has no child.
    var shares: [Double] = [0.25, 0.18, 0.12, 0.08, 0.06, 0.04, 0.03, 0.02]
    var magnitudeDeviation: Float = 0.25
    var leastMagnitude: Float = 0.1
    var childMagnitude: Float = 1
    /// By what every magnitude is multiplied.
    var scale: Float = 1
    /// Norm of the bias.
    var bias: Float = 0.5
    var noise: Float = 0.02
    var tilt = 0.0
    var synonyms = 0

    /// The cosine of two synonyms.
    static let synonymCosine = 0.7

    /// The first independent feature.
    var firstOther: Int { parents * (1 + shares.count) }
    var others: Int { features - firstOther }
    /// The children of a parent.
    func children(of parent: Int) -> Range<Int> {
        let first = parents + parent * shares.count
        return first..<first + shares.count
    }

    /// Rate of each parent.
    var ratesOfParents: [Double] {
        (0..<parents).map { place in
            let share = parents > 1 ? Double(place) / Double(parents - 1) : 0
            return parentRates.lowerBound + (parentRates.upperBound - parentRates.lowerBound) * share
        }
    }

    /// With what a run's settings change.
    ///
    /// - Throws: `Failure(.usage)` for more children or synonyms than there are features.
    func with(_ config: WorldConfig) throws -> ToyParameters {
        var changed = self
        changed.tilt = Double(config.tilt)
        changed.synonyms = config.synonyms
        changed.childMagnitude = config.childMagnitude
        if !config.shares.values.isEmpty { changed.shares = config.shares.values.map(Double.init) }
        guard changed.others >= 0 else {
            throw Failure(
                .usage, "world.shares gives each of \(parents) parents \(changed.shares.count) children, and the world has "
                    + "\(features) features", remedy: "give fewer shares")
        }
        guard 2 * changed.synonyms <= changed.others else {
            throw Failure(
                .usage, "world.synonyms asks for \(changed.synonyms) pairs of \(changed.others) independent features",
                remedy: "ask for at most \(changed.others / 2)")
        }
        return changed
    }
}
