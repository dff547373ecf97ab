import Engine

extension ToyParameters {
    /// Directions, bias and tree of the world of a seed.
    func features(seed: UInt64, engine: ComputeEngine) -> WorldFeatures {
        let bias = Matrix(rows: 1, columns: width)
        var random = WorldRandom.bias(seed)
        engine.fillNormal(bias, using: &random)
        engine.normalizeRows(bias)
        engine.scale(bias, by: self.bias, into: bias)
        var parentOf = [Int](repeating: -1, count: features), share = [Double](repeating: 0, count: features)
        for parent in 0..<parents {
            for (place, child) in children(of: parent).enumerated() {
                parentOf[child] = parent
                share[child] = shares[place]
            }
        }
        return WorldFeatures(
            directions: directions(seed: seed, engine: engine), bias: bias, noise: noise, parents: parentOf,
            shares: share)
    }

    /// Independent unit rows, then children tilted towards their parents and synonyms towards each other. `[n, d]`
    private func directions(seed: UInt64, engine: ComputeEngine) -> Matrix {
        let directions = Matrix(rows: features, columns: width)
        var random = WorldRandom.directions(seed)
        engine.fillNormal(directions, using: &random)
        engine.normalizeRows(directions)
        if tilt == 0, synonyms == 0 { return directions }
        let elements = directions.toArray().map(Double.init)
        var rows = (0..<features).map { Array(elements[$0 * width..<($0 + 1) * width]) }
        if tilt != 0 {
            for parent in 0..<parents {
                for child in children(of: parent) {
                    rows[child] = unit(zip(rows[child], rows[parent]).map { $0 + tilt * $1 })
                }
            }
        }
        for pair in 0..<synonyms {
            let a = firstOther + 2 * pair, b = a + 1
            let along = zip(rows[a], rows[b]).reduce(0) { $0 + $1.0 * $1.1 }
            let across = unit(zip(rows[b], rows[a]).map { $0 - along * $1 })
            let cosine = ToyParameters.synonymCosine, sine = (1 - cosine * cosine).squareRoot()
            rows[b] = zip(rows[a], across).map { cosine * $0 + sine * $1 }
        }
        directions.assign(rows.flatMap { $0.map { Float($0) } })
        return directions
    }

    private func unit(_ row: [Double]) -> [Double] {
        let norm = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return row.map { $0 / norm }
    }
}
