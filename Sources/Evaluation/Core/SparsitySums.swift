import Engine

/// Sums over the second slice for one SAE: norms, errors, firings. Formulas: Guides/CoreMetrics.md.
final class SparsitySums {
    private let splice: Splice
    private let engine: ComputeEngine
    private let order: ColumnOrder
    private let values = LatentValues()

    // Over tokens.
    private var tokens = 0
    private var normIn = 0.0, normOut = 0.0, ratio = 0.0, cosine = 0.0
    private var entries = 0, latentSum = 0.0
    private var errorOverBatch = 0.0, error = 0.0, legacy = 0.0
    // Over batches.
    private var batches = 0
    private var bias = 0.0, batchError = 0.0, batchSquares = 0.0
    // For the variance about the mean.
    private var squares = 0.0
    private var sums: [Double]
    // Over latents.
    private var fired: [Int]
    private var firedRows: [Int]

    init(_ splice: Splice, engine: ComputeEngine) {
        self.splice = splice
        self.engine = engine
        order = ColumnOrder(columns: splice.sae.latents)
        sums = Array(repeating: 0, count: splice.sae.width)
        fired = Array(repeating: 0, count: splice.sae.latents)
        firedRows = fired
    }

    /// Adds a batch's valid tokens. `x [n, d]`, n above 0.
    func add(_ x: Matrix, _ batch: CoreBatch) {
        let n = x.rows, groups = batch.groups
        let output = Matrix(rows: n, columns: x.columns)
        splice.reconstruct(x, textEnds: batch.validEnds, into: output) { latents, first in
            entries += latents.count
            engine.copyValues(of: latents, into: values)
            latentSum += engine.sums(values).sum
            engine.orderByColumn(latents, into: order)
            let rows = engine.distinctGroups(order, groups: Array(groups[first..<first + latents.rows]))
            for latent in fired.indices {
                fired[latent] += order.count(ofColumn: latent)
                firedRows[latent] += rows[latent]
            }
        }
        let line = Matrix(rows: 1, columns: n)
        engine.rowDots(x, output, into: line)
        let products = line.toArray().map(Double.init)
        engine.rowSquaredDistances(x, output, into: line)
        let errors = line.toArray().map(Double.init)
        let squaresIn = engine.rowSquaredNorms(x), squaresOut = engine.rowSquaredNorms(output)
        let spreads = spreads(of: x)
        for t in 0..<n {
            let (before, after) = (squaresIn[t].squareRoot(), squaresOut[t].squareRoot())
            normIn += before
            normOut += after
            ratio += after / (before < 1e-4 ? 1 : before)
            cosine += products[t] / (before * after)
            legacy += 1 - errors[t] / spreads[t]
        }
        let batchError = errors.reduce(0, +), batchSquares = squaresIn.reduce(0, +), count = Double(n)
        tokens += n
        error += batchError
        errorOverBatch += batchError / count
        batches += 1
        bias += squaresOut.reduce(0, +) / products.reduce(0, +)
        self.batchError += batchError / count
        self.batchSquares += batchSquares / count
        squares += batchSquares
        for (column, sum) in engine.columnSums(x).enumerated() { sums[column] += sum }
    }

    /// ‖x_t − x̄‖² for each row, x̄ their mean.
    private func spreads(of x: Matrix) -> [Double] {
        let mean = Matrix(rows: 1, columns: x.columns), centred = Matrix(rows: x.rows, columns: x.columns)
        engine.columnMeans(x, into: mean)
        engine.subtractRow(x, mean, into: centred)
        return engine.rowSquaredNorms(centred)
    }

    func fill(_ figures: inout CoreFigures) {
        let n = Double(tokens), b = Double(batches), d = Double(splice.sae.width)
        figures.normIn = normIn / n
        figures.normOut = normOut / n
        figures.normRatio = ratio / n
        figures.bias = bias / b
        figures.l0 = Double(entries) / n
        figures.l1 = latentSum / n
        figures.mse = errorOverBatch / n
        figures.squaredError = error / n
        figures.cosine = cosine / n
        figures.explainedVarianceLegacy = legacy / n
        let (r, s) = (batchError / b, batchSquares / b)
        figures.explainedVariance = 1 - r / (s - (s / d) * (s / d))
        figures.explainedVarianceTextbook = 1 - error / (squares - sums.reduce(0) { $0 + $1 * $1 } / n)
        figures.densities = fired.map { Double($0) / n }
        figures.consistency = zip(fired, firedRows).map { Double($0) / Double($1) }
    }
}
