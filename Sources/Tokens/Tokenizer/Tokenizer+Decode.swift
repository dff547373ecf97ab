extension Tokenizer {
    /// The text of ids, as the file's decoder has it. Ids that no piece has are left out.
    ///
    /// - Parameter skipSpecialTokens: whether added tokens marked special are left out.
    public func decode(_ ids: some Sequence<Int32>, skipSpecialTokens: Bool) -> String {
        var pieces: [[UInt8]] = []
        for id in ids where !(skipSpecialTokens && parts.added[id]?.isSkipped == true) {
            if let piece = pieceBytes(id) { pieces.append(piece) }
        }
        guard let decoder = parts.decoder else {
            return String(decoding: Array(pieces.joined(separator: " ".utf8)), as: UTF8.self)
        }
        for step in decoder { pieces = step.apply(to: pieces) }
        return String(decoding: Array(pieces.joined()), as: UTF8.self)
    }
}
