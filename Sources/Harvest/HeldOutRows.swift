import Failures
public import Tokens

/// The rows of text that training never sees.
public enum HeldOutRows {
    /// Takes the first rows of a corpus from a stream that stands at its beginning. A `HarvestStream` on the same
    /// stream, or on another of the same corpus, must be told how many: it passes over them in every epoch.
    ///
    /// - Throws: `Failure`: `badData` when the corpus has no row left beyond them, and what reading it throws.
    public static func take(_ count: Int, from tokens: TokenRowStream) throws -> [TokenRow] {
        var rows: [TokenRow] = []
        while rows.count < count, let row = try tokens.next() {
            // The corpus began anew: it has fewer rows than that.
            if tokens.position.rowsBeforeEpoch > 0 { break }
            rows.append(row)
        }
        guard rows.count == count else {
            throw Failure(
                .badData, "the corpus has \(rows.count) rows of text, and \(count) are to be held out",
                remedy: "give more text, or set data.held_out_rows lower")
        }
        return rows
    }
}
