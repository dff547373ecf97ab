public import Failures
public import Records

extension ComparisonRecord {
    /// The record of a plan of which nothing is done.
    public init(_ plan: ComparisonPlan, product: String, command: [String], provenance: Provenance) {
        self.init(
            kind: plan.kind, product: product, command: command, provenance: provenance, rows: plan.rows,
            saes: plan.saes.map(\.compared))
    }

    /// Takes over how far an earlier record of the same folder was: failures, and what the passes cost. Whether an SAE
    /// is finished is seen from its own files.
    ///
    /// - Throws: `Failure(.usage)` where the earlier record has an SAE that this one has not, or is of another kind.
    public mutating func takeOver(_ earlier: ComparisonRecord, at place: String) throws(Failure) {
        let known = Set(saes.map(\.id))
        if let other = earlier.saes.first(where: { !known.contains($0.id) }) {
            throw Failure(
                .usage, "the folder's comparison has an SAE \(other.id.quoted) that this one has not", at: place,
                remedy: "ask for it too, or name another folder with --out")
        }
        guard earlier.kind == kind else {
            throw Failure(.usage, "the folder is of 'orthosae \(earlier.kind.rawValue)'", at: place)
        }
        for sae in earlier.saes {
            guard let at = saes.firstIndex(where: { $0.id == sae.id }) else { continue }
            if case .failed = sae.state { saes[at].state = sae.state }
            saes[at].trainingSeconds = sae.trainingSeconds
        }
        counters = earlier.counters
        provenance.date = earlier.provenance.date ?? provenance.date
    }

    /// Changes one SAE's entry.
    public mutating func update(_ id: String, _ change: (inout ComparedSAE) -> Void) {
        guard let at = saes.firstIndex(where: { $0.id == id }) else { return }
        change(&saes[at])
    }

    public func sae(_ id: String) -> ComparedSAE? { saes.first { $0.id == id } }
}
