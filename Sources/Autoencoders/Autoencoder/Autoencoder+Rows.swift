import Engine

/// Rows as the encoder wants them, and reconstructions as they were.
extension Autoencoder {
    /// SAELens' epsilon beside the standard deviation.
    static let layerNormEpsilon: Float = 1e-5

    /// The rows that are encoded in place of x. `x [B, d]`
    func scaled(_ x: MatrixView, engine: ComputeEngine) -> MatrixView {
        switch inference.rowScale {
        case .none: return x
        case .layerNorm:
            let centred = Matrix(rows: x.rows, columns: width)
            engine.centerRows(x, into: centred)
            let factors = deviations(ofCentred: centred, engine).map { 1 / ($0 + Autoencoder.layerNormEpsilon) }
            engine.scaleRows(centred, by: Matrix(rows: 1, columns: x.rows, elements: factors), into: centred)
            return centred.view
        case .constantNorm:
            let rows = Matrix(rows: x.rows, columns: width)
            // A row of zeros stays one: there is nothing to bring to scale.
            let factors = constantFactors(x, engine).map { $0 > 0 ? $0 : 1 }
            engine.scaleRows(x, by: Matrix(rows: 1, columns: x.rows, elements: factors), into: rows)
            return rows.view
        }
    }

    /// Undoes in `output` what `scaled` did to the rows x.
    func restore(_ output: Matrix, of x: MatrixView, engine: ComputeEngine) {
        switch inference.rowScale {
        case .none: break
        case .layerNorm:
            let centred = Matrix(rows: x.rows, columns: width)
            engine.centerRows(x, into: centred)
            let deviations = deviations(ofCentred: centred, engine)
            engine.scaleRows(output, by: Matrix(rows: 1, columns: x.rows, elements: deviations), into: output)
            // What lies between a row and its centred form is its mean, in every column.
            engine.subtract(x, centred, into: centred)
            engine.add(output, centred, into: output)
        case .constantNorm:
            let factors = constantFactors(x, engine).map { $0 > 0 ? 1 / $0 : 1 }
            engine.scaleRows(output, by: Matrix(rows: 1, columns: x.rows, elements: factors), into: output)
        }
    }

    /// Standard deviations with d − 1 below; of one number, 0. `[B]`
    private func deviations(ofCentred rows: Matrix, _ engine: ComputeEngine) -> [Float] {
        let norms = Matrix(rows: 1, columns: rows.rows), root = Float(max(1, width - 1)).squareRoot()
        engine.rowNorms(rows, into: norms)
        return norms.toArray().map { $0 / root }
    }

    /// √d / ‖x‖, 0 for a row of zeros. `[B]`
    private func constantFactors(_ x: MatrixView, _ engine: ComputeEngine) -> [Float] {
        let norms = Matrix(rows: 1, columns: x.rows), root = Float(width).squareRoot()
        engine.rowNorms(x, into: norms)
        return norms.toArray().map { $0 > 0 ? root / $0 : 0 }
    }
}
