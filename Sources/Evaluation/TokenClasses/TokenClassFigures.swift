package import Autoencoders
package import Engine
import Records

/// Where an SAE has general latents for classes of rows, and whether latents of the classes' members absorb them. Ours,
/// not SAEBench's (Guides/TokenClasses.md).
public struct TokenClassFigures: Sendable {
    /// A class' gate.
    public enum Verdict: String, Sendable {
        /// A single latent tells the class.
        case general = "general latent"
        case noGeneralLatent = "no general latent"
        /// No probe finds it, so that no SAE can be blamed.
        case notCounted = "not counted: no linear probe tells the class"
    }

    /// A member on whose rows the general latent is silent and another carries the class.
    public struct Absorbed: Sendable, Equatable {
        public let member: Int32
        /// Its rows that were scored, that full absorption counts, and that the audit confirms.
        public let scored: Int, full: Int, audited: Int
        /// The latent that carries the class on most of the counted rows, and on how many.
        public let absorber: Int, times: Int
        /// Of its decoder row with the general latent's, and the share of its firings that are rows of the class.
        public let cosine: Double, purity: Double
    }

    public struct Figures: Sendable {
        package let model: ClassModelSide.Class
        /// The single latent whose firing tells the class best.
        public let latent: BestLatent
        public let verdict: Verdict
        /// nil where no row was scored.
        public let gate: ClassGate?
        /// Those with most counted rows, and of equal ones the lower number first.
        public let absorbed: [Absorbed]

        /// Share of the scored rows that full absorption counts with an absorber that fires mostly in the class, whatever
        /// its decoder's cosine: a latent that fires everywhere is nobody's child, and what caps cosines empties the audit.
        public var pureRate: Double? {
            gate.map { gate in
                Double(gate.audits.count { $0.purity > AbsorberAudit.leastPurity }) / Double(max(1, gate.rows))
            }
        }
    }

    public let classes: [Figures]
    /// Numbers of the classes that had too few rows.
    public let leftOut: [Int]
    public let l0: Double
    public let alive: Double
    public let explainedVariance: Double?

    /// - Parameter sae: in the form in which it is measured.
    package init(of sae: Autoencoder, on side: ClassModelSide, settings: TokenClassSettings, engine: ComputeEngine) {
        let encoder = RowEncoder(sae, engine: engine)
        let testing = encoder.latents(of: side.testing.activations)
        let counts = engine.firingCounts(encoder.latents(of: side.choosing.activations), side.choosingProperties)
        let tests = engine.firingCounts(testing, side.testingProperties)
        let scored = SparseLatents(columns: sae.latents)
        engine.gatherRows(testing, side.scored.map(\.row)[...], into: scored)
        let gates = LatentGateFigures(
            LatentGateInputs(
                choosing: counts, testing: tests, scored: scored, classes: side.scored.map(\.place),
                projections: ProbeProjections(
                    directions: side.directions, decoder: sae.decoder, rows: side.centred, engine: engine)),
            counts: { side.classes[$0].probeF1 > settings.leastProbeF1 }, engine: engine)
        let found = Dictionary(uniqueKeysWithValues: gates.classes.map { ($0.number, $0) })
        classes = side.classes.enumerated().map { place, model in
            let latent = found[place]?.latent ?? BestLatent(of: place, choosing: counts, testing: tests)
            return Figures(
                model: model, latent: latent, verdict: Verdict(model, latent, settings), gate: found[place],
                absorbed: TokenClassFigures.absorbed(found[place], place, side, atMost: settings.members))
        }
        leftOut = side.leftOut
        // Pairs are not asked for: none exceed a threshold of 1.
        let whole = HeldOutFigures(of: sae, on: side.testing.activations, threshold: 1, engine: engine)
        (l0, alive, explainedVariance) = (whole.l0, whole.aliveFraction, whole.explainedVariance)
    }

    private static func absorbed(
        _ gate: ClassGate?, _ place: Int, _ side: ClassModelSide, atMost most: Int
    ) -> [Absorbed] {
        guard let gate else { return [] }
        func member(_ row: Int32) -> Int32 { side.testing.members[Int(row)] }
        var scored: [Int32: Int] = [:]
        for entry in side.scored where entry.place == place { scored[member(entry.row), default: 0] += 1 }
        let groups = Dictionary(grouping: gate.audits) { member(side.scored[$0.row].row) }
        let order = groups.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        return order.prefix(most).map { member, audits in
            let latents = Dictionary(grouping: audits, by: \.absorber)
            let first = latents.min { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
            return Absorbed(
                member: member, scored: scored[member] ?? 0, full: audits.count, audited: audits.count { $0.isAbsorption },
                absorber: first?.key ?? 0, times: first?.value.count ?? 0, cosine: first?.value.first?.cosine ?? 0,
                purity: first?.value.first?.purity ?? 0)
        }
    }
}

extension TokenClassFigures.Verdict {
    /// A common class has a high F1 by calling every row its own: both probe and latent must be better than that.
    init(_ model: ClassModelSide.Class, _ latent: BestLatent, _ settings: TokenClassSettings) {
        let bound = model.alwaysF1 + settings.margin
        if model.probeF1 <= max(settings.leastProbeF1, bound) {
            self = .notCounted
        } else if latent.f1 < settings.leastLatentF1 || latent.f1 <= bound {
            self = .noGeneralLatent
        } else {
            self = .general
        }
    }
}

extension TokenClassFigures {
    /// Classes that a probe tells.
    var counted: [Figures] { classes.filter { $0.verdict != .notCounted } }
    /// Those for which the SAE has a general latent: of these absorption can be asked.
    public var general: [Figures] { classes.filter { $0.verdict == .general } }

    /// Means over classes, unweighted; NaN without one.
    public var latentF1: Double { Spread(counted.map(\.latent.f1)).mean }
    public var recall: Double { generalMean(\.recall) }
    public var fullAbsorption: Double { generalMean(\.fullRate) }
    public var fraction: Double { generalMean(\.fraction) }
    public var audited: Double { generalMean(\.auditedRate) }
    public var pure: Double { Spread(general.compactMap(\.pureRate)).mean }

    private func generalMean(_ part: KeyPath<ClassGate, Double>) -> Double {
        Spread(general.compactMap { $0.gate?[keyPath: part] }).mean
    }
}
