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
    /// - Returns: what else differs and changes bytes, in sentences.
    /// - Throws: `Failure(.usage)` where the earlier record has an SAE that this one has not, or is of another kind;
    ///   `.badData` where its model or text were of other bytes.
    @discardableResult
    public mutating func takeOver(_ earlier: ComparisonRecord, at place: String) throws(Failure) -> [String] {
        let known = Set(saes.map(\.id))
        if let other = earlier.saes.first(where: { !known.contains($0.id) }) {
            throw Failure(
                .usage, "the folder's comparison has an SAE \(other.id.quoted) that this one has not", at: place,
                remedy: "ask for it too, or name another folder with --out")
        }
        guard earlier.kind == kind else {
            throw Failure(.usage, "the folder is of 'orthosae \(earlier.kind.rawValue)'", at: place)
        }
        let (before, now) = (earlier.provenance, provenance)
        for (what, old, new, names) in [
            ("model", before.modelFingerprint, now.modelFingerprint, before.model),
            ("text", before.corpusFingerprint, now.corpusFingerprint, before.corpus?.joined(separator: ", ")),
        ] {
            guard let old, let new, old != new else { continue }
            throw Failure(
                .badData, "the \(what) is not the one that the comparison began with: its content is another",
                at: names ?? place, remedy: "put it back, or name another folder with --out")
        }
        var notes: [String] = []
        if let old = before.instructionSet, let new = now.instructionSet, old != new {
            notes.append(
                "the instruction set was \(old) when the comparison began and is \(new) now: its bytes will be others")
        }
        for sae in earlier.saes {
            guard let at = saes.firstIndex(where: { $0.id == sae.id }) else { continue }
            if case .failed = sae.state { saes[at].state = sae.state }
            saes[at].trainingSeconds = sae.trainingSeconds
            saes[at].weightsFingerprint = sae.weightsFingerprint
            saes[at].described = sae.described
        }
        counters = earlier.counters
        provenance.date = earlier.provenance.date ?? provenance.date
        return notes
    }

    /// Changes one SAE's entry.
    public mutating func update(_ id: String, _ change: (inout ComparedSAE) -> Void) {
        guard let at = saes.firstIndex(where: { $0.id == id }) else { return }
        change(&saes[at])
    }

    public func sae(_ id: String) -> ComparedSAE? { saes.first { $0.id == id } }
}
