/// Who carries the general feature on a row that full absorption counts, and whether that is absorption: an absorbing
/// child implies its parent, so it fires on the parent's rows alone, and its decoder leans on the parent's.
public struct AbsorberAudit: Sendable, Equatable {
    /// Number of the scored row.
    public let row: Int
    /// The latent with the largest projection on the feature's direction.
    public let absorber: Int
    /// Of its decoder row with the main latent's; 0 where the feature has no main latent.
    public let cosine: Double
    /// Share of its firings that are rows with the feature.
    public let purity: Double

    public init(row: Int, absorber: Int, cosine: Double, purity: Double) {
        self.row = row
        self.absorber = absorber
        self.cosine = cosine
        self.purity = purity
    }

    /// Both bounds are exceeded: counted as audited absorption.
    public var isAbsorption: Bool { cosine > AbsorberAudit.leastCosine && purity > AbsorberAudit.leastPurity }

    public static let leastCosine = 0.3
    public static let leastPurity = 0.5
}
