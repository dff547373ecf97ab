/// What several seeds gave for one figure.
public struct SeedSummary: Sendable, Equatable {
    /// The finite ones, in the order given.
    public let values: [Double]

    /// Values that are missing or not finite do not take part.
    public init(_ values: [Double?]) { self.values = values.compactMap { $0 }.filter(\.isFinite) }

    public var count: Int { values.count }

    /// Nil for no value.
    public var mean: Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// The sample's, n − 1; nil for fewer than two values.
    public var standardDeviation: Double? {
        guard let mean, values.count > 1 else { return nil }
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
    }

    /// Of the mean: s²/n. Nil for fewer than two values.
    var squaredError: Double? { standardDeviation.map { $0 * $0 / Double(count) } }
}
