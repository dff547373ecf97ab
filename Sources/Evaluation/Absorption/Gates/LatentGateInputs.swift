package import Engine

/// What the gates are measured on: latents, decoder, labels and directions, whatever they are of. Words with first
/// letters are one case, tokens with known features another.
///
/// Properties `0..<C` are the classes whose absorption is looked at; there may be more, of which only the best latent is
/// looked for.
package struct LatentGateInputs {
    /// Firings on the rows that best latents are chosen on, and on those they are reported on. P properties.
    let choosing: FiringCounts, testing: FiringCounts
    /// Firings that an absorber's purity is read from.
    let purity: FiringCounts
    /// `[m, F]`
    let scored: SparseLatents
    /// The class that each scored row is scored for: `m` numbers in `0..<C`.
    let classes: [Int]
    let projections: ProbeProjections

    /// - Parameters:
    ///   - choosing: firings on the rows that best latents are chosen on, P ≥ C properties.
    ///   - testing: firings on the rows that they are reported on.
    ///   - purity: firings that purity is read from; nil: those of `choosing`.
    ///   - scored: latents of the rows on which absorption is measured, `[m, F]`.
    ///   - classes: of those rows.
    ///   - projections: of those rows on the classes' directions, and of the decoder.
    package init(
        choosing: FiringCounts, testing: FiringCounts, purity: FiringCounts? = nil, scored: SparseLatents,
        classes: [Int], projections: ProbeProjections
    ) {
        precondition(
            scored.rows == classes.count && choosing.latents == scored.columns && testing.latents == scored.columns
                && projections.classes <= choosing.properties && choosing.properties == testing.properties,
            "gates of \(scored.rows) rows with \(classes.count) classes, \(scored.columns) latents")
        self.choosing = choosing
        self.testing = testing
        self.purity = purity ?? choosing
        self.scored = scored
        self.classes = classes
        self.projections = projections
    }
}

/// How far decoder and activations point along the classes' directions.
package struct ProbeProjections {
    /// C.
    package let classes: Int
    /// Cosine of each class' direction with each decoder row, class by class. `[C, F]`
    let cosines: [Float]
    /// x·p of each row with each class' unit direction. `[m, C]`
    let projections: [Float]
    /// Unit rows. `[F, d]`
    let decoder: Matrix
    private let latents: Int

    /// - Parameters:
    ///   - directions: `[C, d]`, of any length.
    ///   - decoder: `[F, d]`, of any length.
    ///   - rows: activations of the scored rows, `[m, d]`.
    package init(directions: Matrix, decoder: Matrix, rows: Matrix, engine: ComputeEngine) {
        classes = directions.rows
        latents = decoder.rows
        let p = Matrix(rows: directions.rows, columns: decoder.columns)
        engine.copy(directions, into: p)
        engine.normalizeRows(p)
        let unit = Matrix(rows: decoder.rows, columns: decoder.columns)
        engine.copy(decoder, into: unit)
        engine.normalizeRows(unit)
        let cosines = Matrix(rows: p.rows, columns: unit.rows)
        engine.product(p, transposed: unit, into: cosines)
        let projections = Matrix(rows: rows.rows, columns: p.rows)
        engine.product(rows, transposed: p, into: projections)
        self.cosines = cosines.toArray()
        self.projections = projections.toArray()
        self.decoder = unit
    }

    /// Cosines of one class' direction. `[F]`
    func cosines(of one: Int) -> ArraySlice<Float> { cosines[one * latents..<(one + 1) * latents] }

    /// P of a row.
    func projection(row: Int, on one: Int) -> Double { Double(projections[row * classes + one]) }

    /// Cosine of each decoder row with those of some latents, one row a latent. `[chosen.count, F]`
    func cosines(withLatents chosen: [Int32], engine: ComputeEngine) -> [Float] {
        let rows = Matrix(rows: chosen.count, columns: decoder.columns)
        engine.gatherRows(decoder, chosen, into: rows)
        let cosines = Matrix(rows: chosen.count, columns: latents)
        engine.product(rows, transposed: decoder, into: cosines)
        return cosines.toArray()
    }
}
