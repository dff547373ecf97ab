import Failures
public import Foundation
import Hashing
import TensorFiles
public import Tokens

/// Rows of token ids that evaluations share, each of one length, and where they come from.
public struct EvaluationTokens: Sendable {
    public let rows: [[Int32]]
    /// Ids in a row.
    public let context: Int
    /// What the file calls the text.
    public let source: String
    /// The file to name when something is wrong with an id.
    public let place: String?

    public init(rows: [[Int32]], context: Int, source: String, place: String? = nil) {
        precondition(rows.allSatisfy { $0.count == context }, "rows that are not of \(context) tokens")
        self.rows = rows
        self.context = context
        self.source = source
        self.place = place
    }

    /// A `[rows, context]` matrix of int32 or int64 from an `.npy` file: the shared input of a comparison.
    ///
    /// Throws `Failure`: `.missingInput`; `.badData` for another type or shape, and for an id that no vocabulary has.
    public init(matrix file: URL, context: Int = 128) throws {
        let array = try NpyFile(file)
        let ids = try array.integers()
        guard array.shape.count == 2, array.shape[1] == context, array.shape[0] > 0 else {
            throw Failure(
                .badData, "the token matrix has the shape \(array.shape), expected [rows, \(context)]", at: array.path,
                remedy: "give rows of \(context) token ids, int32 or int64")
        }
        if let at = ids.firstIndex(where: { $0 < 0 || $0 > Int64(Int32.max) }) {
            throw Failure(
                .badData, "token \(ids[at]) in row \(at / context), position \(at % context) is no token's id",
                at: array.path, remedy: "use ids of the model's own tokenizer")
        }
        self.init(
            rows: stride(from: 0, to: ids.count, by: context).map { start in
                ids[start..<start + context].map { Int32($0) }
            }, context: context, source: file.lastPathComponent, place: array.path)
    }

    /// The first rows of a stream: packed as SAELens packs them.
    ///
    /// Throws `Failure(.badData)` where the text gives fewer, and what the stream throws.
    public init(_ stream: TokenRowStream, count: Int, context: Int, source: String) throws {
        var rows: [[Int32]] = []
        while rows.count < count, let row = try stream.next() { rows.append(row.ids) }
        guard rows.count == count else {
            throw EvaluationTokens.tooFew(rows.count, wanted: count, at: source)
        }
        self.init(rows: rows, context: context, source: source)
    }

    /// Throws `Failure(.badData)` for an id that the vocabulary lacks, with its row and position.
    public func require(vocabulary size: Int) throws {
        for (row, ids) in rows.enumerated() {
            if let at = ids.firstIndex(where: { $0 < 0 || Int($0) >= size }) {
                throw Failure(
                    .badData, "token \(ids[at]) in row \(row), position \(at) is outside the model's vocabulary of \(size)",
                    at: place, remedy: "use ids of the model's own tokenizer")
            }
        }
    }

    /// SHA-256 of all ids in order.
    public var digest: String {
        let hash = SHA256()
        for row in rows { row.withUnsafeBytes { hash.update(bufferPointer: $0) } }
        return SHA256.hexadecimal(hash.finalize())
    }

    static func tooFew(_ count: Int, wanted: Int, at place: String?) -> Failure {
        Failure(
            .badData, "there are \(count) rows of tokens, \(wanted) are needed", at: place,
            remedy: "ask for fewer batches or smaller ones, or give more text")
    }
}
