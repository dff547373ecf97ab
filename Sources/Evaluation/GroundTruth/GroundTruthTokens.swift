public import Engine
public import Worlds

/// A world's held-out tokens with what is true of them: what every SAE of that world is held against.
public final class GroundTruthTokens {
    /// One token on which a parent fires.
    struct ParentToken {
        var token: Int
        /// a_p.
        var magnitude: Float
        /// x·u_p.
        var projection: Float
        /// Which of its children fires, by its place among them; nil: none.
        var child: Int?
    }

    public let features: WorldFeatures
    /// `[N, d]`.
    package let activations: Matrix
    /// `[N, n]`.
    let truth: SparseLatents
    /// On how many tokens each feature fires. `[n]`
    let firings: [Int]
    /// The features with children.
    let parents: [Int]
    /// For each of `parents` its tokens.
    let tokensOfParents: [[ParentToken]]
    /// U of `parents`. `[P, d]`
    let parentDirections: Matrix
    /// Σ over coordinates of their variance.
    let variance: Double

    /// - Throws: `Failure`, where a background cannot be read.
    public convenience init(_ world: World, engine: ComputeEngine) throws {
        let (activations, truth) = try world.heldOutTokens()
        self.init(world.features, activations: activations, truth: truth, engine: engine)
    }

    /// Of tokens that somebody has made: `activations [N, d]`, `truth [N, n]`.
    public init(_ features: WorldFeatures, activations: Matrix, truth: SparseLatents, engine: ComputeEngine) {
        precondition(
            activations.rows == truth.rows && activations.columns == features.width && truth.columns == features.count,
            "[\(activations.rows), \(activations.columns)] with [\(truth.rows), \(truth.columns)]")
        self.features = features
        self.activations = activations
        self.truth = truth
        firings = truth.firings()
        parents = features.withChildren
        parentDirections = Matrix(rows: parents.count, columns: features.width)
        engine.gatherRows(features.directions, parents.map { Int32($0) }[...], into: parentDirections)
        let projections = LatentValues()
        engine.product(activations, transposed: features.directions, at: truth, into: projections)
        tokensOfParents = GroundTruthTokens.tokens(of: parents, features, truth, projections.toArray())
        let n = Double(max(1, activations.rows))
        variance = (engine.sumOfSquares(activations)
            - engine.columnSums(activations).reduce(0) { $0 + $1 * $1 } / n) / n
    }

    /// N.
    public var count: Int { activations.rows }

    private static func tokens(
        of parents: [Int], _ features: WorldFeatures, _ truth: SparseLatents, _ projections: [Float]
    ) -> [[ParentToken]] {
        var placeOfParent = [Int](repeating: -1, count: features.count), placeOfChild = placeOfParent
        for (place, parent) in parents.enumerated() {
            placeOfParent[parent] = place
            for (number, child) in features.children[parent].enumerated() { placeOfChild[child] = number }
        }
        var lists = [[ParentToken]](repeating: [], count: parents.count), at = 0
        for token in 0..<truth.rows {
            let entries = truth.entries(ofRow: token)
            for (feature, magnitude) in entries {
                if placeOfParent[feature] >= 0 {
                    lists[placeOfParent[feature]].append(
                        ParentToken(token: token, magnitude: magnitude, projection: projections[at], child: nil))
                }
                at += 1
            }
            for (feature, _) in entries where features.parents[feature] >= 0 {
                // The parent fires too, so this token is the last of its list.
                let place = placeOfParent[features.parents[feature]], last = lists[place].count - 1
                if last >= 0, lists[place][last].token == token, lists[place][last].child == nil {
                    lists[place][last].child = placeOfChild[feature]
                }
            }
        }
        return lists
    }
}
