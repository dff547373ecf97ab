public import Engine

/// The unmixed stream of activations in the order of the text: from a model, from shards, or from memory.
///
/// A stream may deliver in pieces of any size. What is made of it depends on the rows and their order alone, never on
/// the pieces.
public protocol ActivationStream: AnyObject {
    /// d, the columns of a row.
    var width: Int { get }

    /// Tokens that went through the language model so far; 0 without a model.
    var tokensComputed: Int { get }

    /// Writes the next activations into rows `row...` of `output` (whose number of rows in use does not change) and
    /// appends their origins. `output [.., d]` has room for `row + limit` rows.
    ///
    /// - Returns: how many it wrote, `1...limit`; 0 when nothing is left.
    /// - Throws: `Failure`, when the text, a shard or the model cannot be read.
    func read(into output: Matrix, at row: Int, limit: Int, origins: inout [ActivationOrigin]) throws -> Int

    /// What `restore` needs to continue with the next row that `read` has not delivered.
    func saveState() throws -> SavedState

    /// Continues where the state was saved, on a stream over the same data.
    ///
    /// - Throws: `Failure` when the state is not of this stream's kind or data.
    func restore(_ state: SavedState) throws
}

extension ActivationStream {
    public var tokensComputed: Int { 0 }
}
