import Foundation

/// A linear classifier of two classes on a handful of columns: P(positive | x) = σ(w·x + b), fitted as scikit-learn's
/// `LogisticRegression` does (L2 penalty, `lbfgs`). Guides/SparseProbing.md has the objective.
public struct LogisticRegression: Sendable {
    /// How a classifier is fitted.
    public struct Options: Sendable {
        /// C: the inverse of the penalty's strength.
        public var inversePenalty = 1.0
        /// Weighs each example by n / (2 · examples of its class), so that both classes count the same.
        public var balancesClasses = false
        /// Stops when no component of the gradient of the mean loss is larger.
        public var tolerance = 1e-4
        public var maxIterations = 1000

        public init() {}
    }

    /// w. `[k]`
    public let weights: [Double]
    /// b, which no penalty pulls to 0.
    public let intercept: Double
    public let iterations: Int
    /// The largest component of the objective's gradient where the fit ended, without its sign.
    public let gradientNorm: Double

    /// A classifier with given weights.
    public init(weights: [Double], intercept: Double) {
        self.weights = weights
        self.intercept = intercept
        iterations = 0
        gradientNorm = 0
    }

    /// Fits to examples of both classes: minimises `Σ s_i log(1 + exp(−y_i (w·x_i + b))) / S + ‖w‖² / (2 C S)`, y = ±1,
    /// s the examples' weights and S their sum.
    ///
    /// - Parameters:
    ///   - features: `[n, columns]`, row by row.
    ///   - labels: n; true is the positive class. Both classes must occur: with one alone there is nothing to fit.
    public init(_ features: [Float], columns: Int, labels: [Bool], options: Options = Options()) {
        let positives = labels.count { $0 }, negatives = labels.count - positives
        precondition(
            features.count == labels.count * columns, "\(features.count) features for \(labels.count) rows of \(columns)")
        precondition(positives > 0 && negatives > 0, "\(positives) positive and \(negatives) negative examples")
        let count = Double(labels.count)
        let weight = { (label: Bool) -> Double in
            options.balancesClasses ? count / (2 * Double(label ? positives : negatives)) : 1
        }
        let x = features.map(Double.init), perExample = labels.map(weight)
        let total = perExample.reduce(0, +)
        let penalty = 1 / (options.inversePenalty * total)

        var solver = LimitedMemoryBFGS()
        solver.gradientTolerance = options.tolerance
        solver.maxIterations = options.maxIterations
        let found = solver.minimise(from: [Double](repeating: 0, count: columns + 1)) { point, gradient in
            var loss = 0.0
            for i in gradient.indices { gradient[i] = 0 }
            for (row, label) in labels.enumerated() {
                let at = row * columns
                var z = point[columns]
                for column in 0..<columns { z += point[column] * x[at + column] }
                let (share, slope) = Self.loss(z, label)
                loss += perExample[row] * share
                let pull = perExample[row] * slope
                for column in 0..<columns { gradient[column] += pull * x[at + column] }
                gradient[columns] += pull
            }
            loss /= total
            for i in gradient.indices { gradient[i] /= total }
            for column in 0..<columns {
                loss += penalty / 2 * point[column] * point[column]
                gradient[column] += penalty * point[column]
            }
            return loss
        }
        weights = Array(found.point[..<columns])
        intercept = found.point[columns]
        iterations = found.iterations
        gradientNorm = found.gradientNorm
    }

    /// w·x + b of each row; the positive class is predicted above 0. `features [n, k]`, row by row.
    public func decisions(_ features: [Float]) -> [Double] {
        let columns = weights.count
        precondition(columns > 0 && features.count % columns == 0, "\(features.count) features for \(columns) weights")
        return stride(from: 0, to: features.count, by: columns).map { at in
            var z = intercept
            for column in 0..<columns { z += weights[column] * Double(features[at + column]) }
            return z
        }
    }

    /// The share of rows whose predicted class is their label.
    public func accuracy(_ features: [Float], labels: [Bool]) -> Double {
        let right = zip(decisions(features), labels).count { ($0 > 0) == $1 }
        return labels.isEmpty ? 0 : Double(right) / Double(labels.count)
    }

    /// log(1 + e^z) − z·label, and its slope σ(z) − label, without overflow.
    private static func loss(_ z: Double, _ label: Bool) -> (Double, Double) {
        let e = exp(-abs(z))
        let sigmoid = z >= 0 ? 1 / (1 + e) : e / (1 + e)
        return (max(z, 0) + log1p(e) - (label ? z : 0), sigmoid - (label ? 1 : 0))
    }
}
