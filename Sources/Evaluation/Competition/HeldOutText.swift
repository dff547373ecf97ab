import Failures
import Hashing
public import LanguageModels

/// Rows of text that training did not see, and at which hook of which model they are looked at.
///
/// Padding, end and beginning of text are in no figure; they stand in the rows, so that contexts can be read.
public struct HeldOutText: Sendable {
    /// Token ids, row by row, of any lengths up to the model's context.
    public let rows: [[Int32]]
    public let hook: Hookpoint
    /// Identifies the model: `ModelDigest.of`.
    public let modelDigest: String
    /// For each token that counts, in order, where it stands.
    let places: [(row: Int32, position: Int32)]
    /// For each row how many tokens that count it and the rows before it have.
    let ends: [Int]
    /// For each row and position the number of its token among those; −1 for one that does not count.
    let indices: [[Int32]]

    /// - Parameter specialTokens: the tokenizer's padding, end and beginning.
    /// - Throws: `Failure(.missingInput)` where no token counts.
    public init(rows: [[Int32]], hook: Hookpoint, modelDigest: String, specialTokens: Set<Int32>) throws {
        self.rows = rows
        self.hook = hook
        self.modelDigest = modelDigest
        var places: [(row: Int32, position: Int32)] = [], indices: [[Int32]] = [], ends: [Int] = []
        for (row, ids) in rows.enumerated() {
            indices.append(
                ids.enumerated().map { position, id in
                    if specialTokens.contains(id) { return -1 }
                    places.append((Int32(row), Int32(position)))
                    return Int32(places.count - 1)
                })
            ends.append(places.count)
        }
        guard !places.isEmpty else {
            throw Failure(
                .missingInput, "there are no held-out tokens to look at, only \(rows.count) rows of special ones",
                remedy: "give other text with --corpus")
        }
        self.places = places
        self.indices = indices
        self.ends = ends
    }

    /// Of everything above.
    var digest: String {
        let hash = SHA256()
        for row in rows {
            withUnsafeBytes(of: Int64(row.count)) { hash.update(bufferPointer: $0) }
            row.withUnsafeBytes { hash.update(bufferPointer: $0) }
        }
        return ContentHash.digits(of: [SHA256.hexadecimal(hash.finalize()), modelDigest, hook.name, "\(places.count)"])
    }
}
