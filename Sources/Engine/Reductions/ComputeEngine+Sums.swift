import CKernels
import CUDA
import Failures

/// One number from a whole matrix, summed in float64 over fixed pieces whose sums are joined in order.
extension ComputeEngine {
    /// Sum of all elements.
    public func sum(_ a: some MatrixOperand) -> Double {
        if let device { return device.sum("reduce_sum", [a.view]) }
        let base = a.view.base
        return sumOfPieces(a.view.count) { range in kernels.sum64(base + range.lowerBound, range.count) }
    }

    /// Sum of the squares of all elements.
    public func sumOfSquares(_ a: some MatrixOperand) -> Double {
        if let device { return device.sum("reduce_dot", [a.view, a.view]) }
        let base = a.view.base
        return sumOfPieces(a.view.count) { range in
            kernels.dot64(base + range.lowerBound, base + range.lowerBound, range.count)
        }
    }

    /// Sum of the squares over the chosen rows, each row's by itself. `matrix` as `marks.count` rows of equal length (a vector
    /// of F entries is F rows of one).
    public func sumOfSquares(_ matrix: Matrix, rows marks: LatentMarks) -> Double {
        let (count, length) = ComputeEngine.rowShape(matrix, marks.count)
        if let device { return device.sumOfSquares(matrix, rows: count, length: length, marks) }
        let base = matrix.reading, kernels = self.kernels, chosen = marks.reading
        var sums = [Double](repeating: 0, count: count)
        sums.withUnsafeMutableBufferPointer { sums in
            nonisolated(unsafe) let sums = sums
            forEachRowRange(rows: count, columns: length) { range, _ in
                for row in range where chosen[row] {
                    sums[row] = kernels.dot64(base + row * length, base + row * length, length)
                }
            }
        }
        return sums.reduce(0, +)
    }

    /// Sum of a ⊙ b. `[B, D]` both.
    public func dot(_ a: some MatrixOperand, _ b: some MatrixOperand) -> Double {
        requireSameShape(a.view, b.view, "a dot product")
        if let device { return device.sum("reduce_dot", [a.view, b.view]) }
        let a = a.view, first = a.base, second = b.view.base
        return sumOfPieces(a.count) { range in
            kernels.dot64(first + range.lowerBound, second + range.lowerBound, range.count)
        }
    }

    /// Sum of the squares of a - b. `[B, D]` both.
    public func squaredDistance(_ a: some MatrixOperand, _ b: some MatrixOperand) -> Double {
        requireSameShape(a.view, b.view, "a distance")
        if let device { return device.sum("reduce_squared_distance", [a.view, b.view]) }
        let a = a.view, first = a.base, second = b.view.base
        return sumOfPieces(a.count) { range in
            kernels.squared_distance64(first + range.lowerBound, second + range.lowerBound, range.count)
        }
    }

    /// How many elements are greater than `threshold`.
    public func countAbove(_ a: some MatrixOperand, _ threshold: Float = 0) -> Int {
        if let device { return Int(bounded: device.sum("reduce_count_above", [a.view], .float(threshold))) }
        let base = a.view.base
        // Whole numbers below 2^53 are exact in float64.
        return Int(
            bounded: sumOfPieces(a.view.count) { range in
                Double(kernels.count_above(base + range.lowerBound, threshold, range.count))
            })
    }

    /// Where the first element is (row by row) that is infinite or NaN; nil when all are finite.
    public func firstNonFinite(in a: some MatrixOperand) -> (row: Int, column: Int)? {
        if let device { return device.firstNonFinite(a.view) }
        let a = a.view, base = a.base, count = a.count
        var first: Int?
        withPieces(count) { pieces, range in
            let found = kernels.first_nonfinite(base + range.lowerBound, range.count)
            pieces[range.lowerBound / ComputeEngine.sumPiece] = found < range.count ? Double(range.lowerBound + found) : -1
        } finish: { pieces in
            first = pieces.first { $0 >= 0 }.map { Int(bounded: $0) }
        }
        return first.map { ($0 / a.columns, $0 % a.columns) }
    }

    private static let sumPiece = 65536

    private func sumOfPieces(_ count: Int, _ piece: (Range<Int>) -> Double) -> Double {
        var total = 0.0
        withPieces(count) { pieces, range in
            pieces[range.lowerBound / ComputeEngine.sumPiece] = piece(range)
        } finish: { pieces in
            for piece in pieces { total += piece }
        }
        return total
    }

    private func withPieces(
        _ count: Int, _ body: (UnsafeMutableBufferPointer<Double>, Range<Int>) -> Void,
        finish: (UnsafeMutableBufferPointer<Double>) -> Void
    ) {
        let pieces = (count + ComputeEngine.sumPiece - 1) / ComputeEngine.sumPiece
        withUnsafeTemporaryAllocation(of: Double.self, capacity: pieces) { results in
            results.initialize(repeating: 0)
            forEachRange(of: count, by: ComputeEngine.sumPiece) { range, _ in body(results, range) }
            finish(results)
        }
    }
}
