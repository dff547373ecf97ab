/// How documents become rows of token ids.
public enum RowPacking: String, Sendable, Codable, CaseIterable {
    /// Documents run on from row to row, as SAELens packs them: every row is full and begins with BOS, a BOS
    /// stands between two documents, and what does not fit goes on in the next row. A row that is not
    /// full when the corpus ends is dropped.
    case packed
    /// A row for each document: BOS, then the document cut off at the row's length; short ones give short rows.
    case document
}

/// What becomes of a line that cannot be read.
public enum BadLinePolicy: String, Sendable, Codable, CaseIterable {
    /// It ends the run, with its file and line number.
    case fail
    /// It is counted and passed over.
    case skip
}
