/// Minimises a smooth function of a few variables by L-BFGS (Nocedal 1980; Liu and Nocedal 1989), in Double.
///
/// Memory, first step, line search and both stopping rules are those of L-BFGS-B 3.0 without bounds, which
/// scikit-learn's `lbfgs` solver runs: with the same objective and the same start it stops at the same point but for
/// rounding.
struct LimitedMemoryBFGS {
    /// Pairs of steps and gradient changes that the approximation remembers.
    var memory = 10
    /// Stops when no component of the gradient is larger.
    var gradientTolerance = 1e-4
    /// Stops when one step lowers the value by no more than this share of max(|f|, 1).
    var valueTolerance = 64 * Double.ulpOfOne
    var maxIterations = 1000
    /// Evaluations in one line search.
    var maxEvaluations = 50

    /// Where the minimisation ended.
    struct Minimum {
        var point: [Double]
        var value: Double
        /// The largest component of the gradient, without its sign.
        var gradientNorm: Double
        var iterations: Int
    }

    private struct Pair {
        var step: [Double]
        var change: [Double]
        var product: Double
    }

    /// - Parameter function: the value at a point; it also writes the gradient.
    func minimise(
        from start: [Double], _ function: (_ point: [Double], _ gradient: inout [Double]) -> Double
    ) -> Minimum {
        var point = start, gradient = [Double](repeating: 0, count: start.count), pairs: [Pair] = []
        var value = function(point, &gradient)
        var iterations = 0
        while norm(gradient) > gradientTolerance, iterations < maxIterations {
            var direction = Self.direction(gradient, pairs)
            var slope = dot(direction, gradient)
            if slope >= 0 {
                pairs = []
                direction = gradient.map { -$0 }
                slope = -dot(gradient, gradient)
            }
            let first = iterations == 0 ? min(1 / dot(direction, direction).squareRoot(), 1e10) : 1
            guard let new = search(from: point, value: value, along: direction, slope: slope, first: first, function)
            else {
                // The approximation has gone bad: begin again with the gradient, or give up where that was it.
                if pairs.isEmpty { break }
                pairs = []
                continue
            }
            iterations += 1
            let change = zip(new.gradient, gradient).map { $0 - $1 }
            let step = zip(new.point, point).map { $0 - $1 }
            let product = dot(step, change)
            // The comparison is L-BFGS-B's: the curvature must be positive beyond rounding.
            if product > Double.ulpOfOne * -slope * new.length {
                pairs.append(Pair(step: step, change: change, product: product))
                if pairs.count > memory { pairs.removeFirst() }
            }
            let fall = value - new.value
            let scale = max(abs(value), abs(new.value), 1)
            (point, value, gradient) = (new.point, new.value, new.gradient)
            if norm(gradient) <= gradientTolerance || fall <= valueTolerance * scale { break }
        }
        return Minimum(point: point, value: value, gradientNorm: norm(gradient), iterations: iterations)
    }

    private func search(
        from point: [Double], value: Double, along direction: [Double], slope: Double, first: Double,
        _ function: ([Double], inout [Double]) -> Double
    ) -> (point: [Double], value: Double, gradient: [Double], length: Double)? {
        var line = LineSearch(value: value, slope: slope, step: first)
        var gradient = [Double](repeating: 0, count: point.count)
        for _ in 0..<maxEvaluations {
            let length = line.step
            let next = zip(point, direction).map { $0 + length * $1 }
            let found = function(next, &gradient)
            guard found.isFinite else { return nil }
            if line.accept(value: found, slope: dot(gradient, direction)) { return (next, found, gradient, length) }
        }
        return nil
    }

    /// −H·gradient by the two loops, H₀ = (s·y / y·y) I.
    private static func direction(_ gradient: [Double], _ pairs: [Pair]) -> [Double] {
        var q = gradient, weights: [Double] = []
        for pair in pairs.reversed() {
            let weight = dot(pair.step, q) / pair.product
            weights.append(weight)
            for i in q.indices { q[i] -= weight * pair.change[i] }
        }
        if let last = pairs.last {
            let scale = last.product / dot(last.change, last.change)
            for i in q.indices { q[i] *= scale }
        }
        for (pair, weight) in zip(pairs, weights.reversed()) {
            let correction = weight - dot(pair.change, q) / pair.product
            for i in q.indices { q[i] += correction * pair.step[i] }
        }
        return q.map { -$0 }
    }

    private func norm(_ vector: [Double]) -> Double { vector.reduce(0) { max($0, abs($1)) } }
    private func dot(_ a: [Double], _ b: [Double]) -> Double { Self.dot(a, b) }
    private static func dot(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for i in a.indices { sum += a[i] * b[i] }
        return sum
    }
}
