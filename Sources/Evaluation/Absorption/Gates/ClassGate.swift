import Engine

/// Absorption of one class with its best single latent as the main one, and the audit of what is counted.
public struct ClassGate: Sendable, Equatable {
    /// 0 is "a" for letters.
    public let number: Int
    public let latent: BestLatent
    /// Scored rows of the class.
    public let rows: Int
    /// Share of them on which the main latent fires.
    public let recall: Double
    /// Mean over them of SAEBench's fraction.
    public let fraction: Double
    public let fullCount: Int
    /// The counted rows' absorbers.
    public let audits: [AbsorberAudit]
    /// Whether the class' probe is good enough for it to count.
    public let isCounted: Bool

    init(number: Int, latent: BestLatent, words: [WordAbsorption], audits: [AbsorberAudit], isCounted: Bool) {
        self.number = number
        self.latent = latent
        self.audits = audits
        self.isCounted = isCounted
        rows = words.count
        fullCount = words.count { $0.isFull }
        fraction = words.reduce(0) { $0 + $1.fraction } / Double(max(1, words.count))
        recall = FiringCounts.share(words.count { $0.splitActivations.contains { $0 > 0 } }, words.count)
    }

    /// Share of the rows with full absorption.
    public var fullRate: Double { FiringCounts.share(fullCount, rows) }
    public var auditedCount: Int { audits.count { $0.isAbsorption } }
    /// Share of the rows whose absorption the audit confirms.
    public var auditedRate: Double { FiringCounts.share(auditedCount, rows) }
}
