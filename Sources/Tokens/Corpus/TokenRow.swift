/// One sequence for the language model: at most `context` token ids, padding none.
public struct TokenRow: Sendable, Equatable {
    /// BOS first, unless the stream was told otherwise.
    public var ids: [Int32]

    public init(ids: [Int32]) { self.ids = ids }

    /// How many ids there are; less than the context only for `RowPacking.document`.
    public var count: Int { ids.count }
}
