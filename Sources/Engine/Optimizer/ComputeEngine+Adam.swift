import CKernels
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The figures of one update of Adam, the same for every parameter of a step.
public struct AdamUpdate: Sendable, Equatable {
    /// t + 1 for step t: how many updates there have been, this one included.
    public var count: Int
    /// The rate of this step, after warm-up and decay.
    public var learningRate: Float
    public var beta1: Float
    public var beta2: Float
    public var epsilon: Float
    /// By what every gradient is multiplied first: the clip.
    public var gradientScale: Float

    public init(
        count: Int, learningRate: Float, beta1: Float, beta2: Float, epsilon: Float, gradientScale: Float = 1
    ) {
        precondition(count >= 1, "update number \(count) of Adam; the first is 1")
        self.count = count
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.gradientScale = gradientScale
    }
}

/// Which rows of a gradient there are in a step. Rows are latents; a vector of F entries counts as F rows of one.
public struct TouchedRows {
    /// Rows whose gradient is read; the others' is zero, whatever their storage holds. `[F]`
    public var touched: LatentMarks
    /// The count of the update that last wrote each row's second moment, 0 at the start. `[1, F]`
    public var lastUpdate: IndexMatrix

    public init(touched: LatentMarks, lastUpdate: IndexMatrix) {
        precondition(touched.count == lastUpdate.count, "\(touched.count) rows, \(lastUpdate.count) last updates")
        self.touched = touched
        self.lastUpdate = lastUpdate
    }
}

extension ComputeEngine {
    /// One update of Adam (Kingma and Ba 2015; the rounding order is PyTorch's): with g the gradient times
    /// `gradientScale`,
    /// `m ← β₁m + (1 − β₁)g`, `v ← β₂v + (1 − β₂)g²`, `w ← w − lr · m/(1 − β₁ⁿ) / (√(v/(1 − β₂ⁿ)) + ε)`.
    ///
    /// Where β₁ = 0 there is no first moment and an untouched row has nothing to do: it is not visited, and its v is
    /// multiplied by β₂^Δ when it is next touched. Where β₁ ≠ 0 every row moves.
    ///
    /// - Parameters:
    ///   - weights: changed in place; `gradient`, `firstMoment` and `secondMoment` have its shape.
    ///   - firstMoment: nil exactly when β₁ = 0.
    ///   - rows: nil: every entry has a gradient. Otherwise `weights.count` is a multiple of the rows' number.
    ///   - unitRows: then also bring each row that is visited to norm 1.
    public func adam(
        _ weights: Matrix, gradient: Matrix, firstMoment: Matrix?, secondMoment: Matrix, _ update: AdamUpdate,
        rows: TouchedRows? = nil, unitRows: Bool = false
    ) {
        for other in [gradient, secondMoment] + (firstMoment.map { [$0] } ?? []) {
            precondition(
                other.rows == weights.rows && other.columns == weights.columns,
                "[\(other.rows), \(other.columns)] beside weights of [\(weights.rows), \(weights.columns)]")
        }
        precondition((firstMoment == nil) == (update.beta1 == 0), "a first moment goes with beta1 = \(update.beta1)")
        let (count, length) = ComputeEngine.rowShape(weights, rows?.touched.count)
        let n = Double(update.count), beta2 = Double(update.beta2)
        let share = Float(1 - beta2), root = Float(1 / (1 - pow(beta2, n)).squareRoot())
        let rate = Float(Double(update.learningRate) / (1 - pow(Double(update.beta1), n)))
        if let device {
            return device.adam(
                weights, gradient: gradient, firstMoment: firstMoment, secondMoment: secondMoment, update, rows: rows,
                unitRows: unitRows, count: count, length: length, share: share, inverseRoot: root, rate: rate)
        }
        let w = weights.base, g = gradient.reading, m = firstMoment?.base, v = secondMoment.base
        let kernels = self.kernels, marks = rows?.touched.reading, last = rows?.lastUpdate.reading
        forEachRowRange(rows: count, columns: length) { range, _ in
            for row in range {
                let touched = marks?[row] ?? true
                if m == nil && !touched { continue }
                let late = m == nil ? last.map { update.count - Int($0[row]) } ?? 1 : 1
                let decay = late == 1 ? update.beta2 : Float(pow(beta2, Double(late)))
                let at = row * length
                kernels.adam(
                    w + at, touched ? UnsafePointer(g + at) : nil, m.map { $0 + at }, v + at, length,
                    update.gradientScale, update.beta1, decay, share, root, rate, update.epsilon)
                if unitRows { ComputeEngine.normalize(w + at, length, kernels) }
            }
        }
    }

    /// How a parameter splits into `count` rows; its own rows when nil.
    static func rowShape(_ matrix: Matrix, _ count: Int?) -> (count: Int, length: Int) {
        guard let count else { return (matrix.rows, matrix.columns) }
        precondition(
            count > 0 && matrix.count % count == 0, "\(count) rows in [\(matrix.rows), \(matrix.columns)]")
        return (count, matrix.count / count)
    }
}
