package import Engine
public import Records

/// What the two gates find for one SAE: is there a latent for each class (a letter), and is what absorption counts
/// carried by purer latents that lean on it? Ours, not SAEBench's (Guides/Absorption.md).
public struct LatentGateFigures: Sendable, Equatable {
    /// Those with a scored row, in order.
    public let classes: [ClassGate]
    /// The best latents of the properties that are no classes, in order.
    public let others: [BestLatent]

    /// - Parameter counts: which classes count: those whose probe is good enough.
    package init(_ inputs: LatentGateInputs, counts: (Int) -> Bool, engine: ComputeEngine) {
        let best = (0..<inputs.choosing.properties).map {
            BestLatent(of: $0, choosing: inputs.choosing, testing: inputs.testing)
        }
        let width = inputs.scored.columns, probes = inputs.projections
        let mains = (0..<probes.classes).filter { best[$0].latent != nil }
        let lean = mains.isEmpty
            ? [] : probes.cosines(withLatents: mains.map { Int32(best[$0].latent ?? 0) }, engine: engine)
        let place = Dictionary(uniqueKeysWithValues: mains.enumerated().map { ($1, $0) })
        var words = [[WordAbsorption]](repeating: [], count: probes.classes)
        var audits = [[AbsorberAudit]](repeating: [], count: probes.classes)
        for (row, own) in inputs.classes.enumerated() {
            let word = WordAbsorption(
                active: inputs.scored.entries(ofRow: row), cosines: probes.cosines(of: own),
                projection: probes.projection(row: row, on: own), split: best[own].latent.map { [Int32($0)] } ?? [])
            words[own].append(word)
            guard word.isFull, let absorber = word.strongest?.latent else { continue }
            audits[own].append(
                AbsorberAudit(
                    row: row, absorber: absorber, cosine: place[own].map { Double(lean[$0 * width + absorber]) } ?? 0,
                    purity: inputs.purity.purity(absorber, own)))
        }
        classes = (0..<probes.classes).filter { !words[$0].isEmpty }.map {
            ClassGate(number: $0, latent: best[$0], words: words[$0], audits: audits[$0], isCounted: counts($0))
        }
        others = Array(best[probes.classes...])
    }

    public var counted: [ClassGate] { classes.filter(\.isCounted) }

    /// Means over the counted classes, unweighted; NaN without one.
    public var bestF1: Double { Spread(counted.map(\.latent.f1)).mean }
    public var recall: Double { Spread(counted.map(\.recall)).mean }
    public var fullAbsorption: Double { Spread(counted.map(\.fullRate)).mean }
    public var fraction: Double { Spread(counted.map(\.fraction)).mean }
    public var audited: Double { Spread(counted.map(\.auditedRate)).mean }

    /// Of all rows that are counted as fully absorbed, whatever their class; nil without one.
    public var medianCosine: Double? { median(\.cosine) }
    public var medianPurity: Double? { median(\.purity) }

    /// Rows of the counted classes: scored, fully absorbed, and confirmed by the audit.
    public var rows: (scored: Int, full: Int, audited: Int) {
        counted.reduce((0, 0, 0)) { ($0.0 + $1.rows, $0.1 + $1.fullCount, $0.2 + $1.auditedCount) }
    }

    /// Whether the SAE's absorption figures may be quoted.
    ///
    /// - Parameter isBaseline: whether the second gate looks at it too.
    public func gate(isBaseline: Bool) -> LatentGate {
        LatentGate(bestF1: counted.isEmpty ? nil : bestF1, audited: isBaseline ? audited : nil)
    }

    private func median(_ part: KeyPath<AbsorberAudit, Double>) -> Double? {
        counted.flatMap(\.audits).map { $0[keyPath: part] }.median
    }
}
