/// Token sequences side by side, padded on the right to one length. Row `sequence * length + position` of a matrix of
/// activations belongs to `ids[sequence * length + position]`.
public struct TokenBatch: Sendable, Hashable {
    /// Row by row, `sequences * length`.
    public let ids: [Int32]
    public let sequences: Int
    /// Positions of each row, padding included.
    public let length: Int
    /// Positions of each row without its padding.
    public let lengths: [Int]

    /// - Parameter lengths: nil means that no row is padded.
    public init(ids: [Int32], sequences: Int, length: Int, lengths: [Int]? = nil) {
        precondition(
            ids.count == sequences * length && (lengths?.count ?? sequences) == sequences
                && (lengths ?? []).allSatisfy { (0...length).contains($0) },
            "\(ids.count) tokens as \(sequences) rows of \(length) with lengths \(lengths ?? [])")
        self.ids = ids
        self.sequences = sequences
        self.length = length
        self.lengths = lengths ?? Array(repeating: length, count: sequences)
    }

    /// Rows of any lengths, padded with `padding`. What stands there does not reach an earlier position: a token sees
    /// only those before it.
    public init(_ rows: [[Int32]], padding: Int32 = 0) {
        let length = rows.map(\.count).max() ?? 0
        self.init(
            ids: rows.flatMap { $0 + Array(repeating: padding, count: length - $0.count) }, sequences: rows.count,
            length: length, lengths: rows.map(\.count))
    }

    /// Rows of an activation matrix for this batch.
    public var count: Int { ids.count }
}
