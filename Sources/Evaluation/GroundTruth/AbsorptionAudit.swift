import Engine

/// The audit of science.md 5, with the true direction as probe: what the latents that stand in for a parent's best one
/// are. On a language model it tells whether an absorption figure means anything; here it can be held against the truth.
struct AbsorptionAudit {
    /// Counted tokens whose absorber leans on the main latent and is pure, over all tokens of all parents.
    let audited: Double?
    /// Tokens that the full-absorption rule counts, and all.
    let counted: Int
    let tokens: Int
    let medianCosine: Double?
    let medianPurity: Double?

    init(_ encoding: TruthEncoding, engine: ComputeEngine) {
        let tokens = encoding.tokens, parents = tokens.parents
        let main = parents.map { encoding.best(for: $0).latent }
        let cosines = Matrix(rows: parents.count, columns: encoding.latents)
        engine.product(tokens.parentDirections, transposed: encoding.decoder, into: cosines)
        let mainRows = Matrix(rows: parents.count, columns: encoding.decoder.columns)
        engine.gatherRows(encoding.decoder, main.map { Int32($0) }[...], into: mainRows)
        let leanings = Matrix(rows: parents.count, columns: encoding.latents)
        engine.product(mainRows, transposed: encoding.decoder, into: leanings)
        var audits: [AbsorberAudit] = [], all = 0
        for (place, parent) in parents.enumerated() {
            let own = cosines.rows(place..<place + 1).toArray(), leaning = leanings.rows(place..<place + 1).toArray()
            let together = Dictionary(
                uniqueKeysWithValues: encoding.together.entries(ofRow: parent).map { ($0.column, $0.value) })
            for token in tokens.tokensOfParents[place] {
                all += 1
                let row = encoding.rows[token.token]
                guard !row.contains(where: { $0.column == main[place] }), token.projection > 0 else { continue }
                var absorber = (latent: -1, part: Float(0))
                for (latent, value) in row where value * own[latent] > absorber.part { absorber = (latent, value * own[latent]) }
                guard absorber.latent >= 0, absorber.part >= GroundTruthSettings.carriedShare * token.projection else { continue }
                audits.append(
                    AbsorberAudit(
                        row: token.token, absorber: absorber.latent, cosine: Double(leaning[absorber.latent]),
                        purity: Double(together[absorber.latent] ?? 0) / Double(max(1, encoding.firings[absorber.latent]))))
            }
        }
        audited = all > 0 ? Double(audits.count { $0.isAbsorption }) / Double(all) : nil
        counted = audits.count
        self.tokens = all
        medianCosine = audits.map(\.cosine).median
        medianPurity = audits.map(\.purity).median
    }
}
