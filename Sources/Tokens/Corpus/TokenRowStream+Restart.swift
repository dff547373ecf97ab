public import Failures

/// What a reader that saves its own place needs from a stream.
extension TokenRowStream {
    /// Ids in a full row.
    public var rowLength: Int { context }

    /// Whether every row has `rowLength` ids.
    public var packsFullRows: Bool { packing == .packed }

    /// The id of BOS, which `drop_bos` leaves out wherever it stands: that rows begin with, or, where none is put in, that
    /// text may hold. Nil when the tokenizer names none.
    public var bosID: Int32? { tokenizer.bosID }

    /// A stream of the same rows that goes on from another place.
    ///
    /// - Throws: `Failure` as `init` does: `.badData` for a position in another corpus.
    public func stream(at position: CorpusPosition) throws(Failure) -> TokenRowStream {
        try TokenRowStream(
            files: files, tokenizer: tokenizer, context: context, packing: packing, onBadLine: onBadLine,
            epochs: epochs, prependBOS: bos != nil, column: askedColumn, modelName: modelName, position: position,
            tables: tables)
    }
}
