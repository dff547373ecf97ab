public import Engine

/// What a world is made of. n features in d dimensions.
public final class WorldFeatures {
    /// U: unit rows. `[n, d]`
    public let directions: Matrix
    /// Added to every token. `[1, d]`
    public let bias: Matrix
    /// Standard deviation of the noise in each coordinate.
    public let noise: Float
    /// Each feature's parent, −1 without one. A child fires only where its parent does.
    public let parents: [Int]
    /// Each feature's children, in their order.
    public let children: [[Int]]
    /// Each child's stated share of its parent's tokens; 0 for features without a parent.
    public let shares: [Double]

    package init(directions: Matrix, bias: Matrix, noise: Float, parents: [Int], shares: [Double]) {
        precondition(
            parents.count == directions.rows && shares.count == directions.rows && bias.columns == directions.columns,
            "\(parents.count) parents and \(shares.count) shares of \(directions.rows) features")
        precondition(directions.columns % 4 == 0, "a width of \(directions.columns), which is no multiple of 4")
        self.directions = directions
        self.bias = bias
        self.noise = noise
        self.parents = parents
        self.shares = shares
        var children = [[Int]](repeating: [], count: parents.count)
        for (feature, parent) in parents.enumerated() where parent >= 0 { children[parent].append(feature) }
        self.children = children
    }

    /// n.
    public var count: Int { directions.rows }
    /// d.
    public var width: Int { directions.columns }
    /// The features that have children.
    public var withChildren: [Int] { children.indices.filter { !children[$0].isEmpty } }
}
