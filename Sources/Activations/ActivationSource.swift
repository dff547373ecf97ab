/// The seam a trainer sees: batches of activations, wherever they come from.
public protocol ActivationSource: AnyObject {
    /// d, the columns of a batch.
    var width: Int { get }

    /// Fills `batch.rows [B, d]`, and `batch.previous` when the source keeps the order of the text.
    ///
    /// - Returns: false when no full batch is left; the batch then holds nothing of use.
    /// - Throws: `Failure`.
    func next(into batch: ActivationBatch) throws -> Bool

    /// By what the delivered rows were multiplied: 1 without scaling. Known once the first batch was delivered.
    var inputScale: Float { get }

    /// Activations delivered so far.
    var tokensServed: Int { get }

    /// Tokens that went through the language model for them, what waits in buffers included; 0 without a model.
    var modelTokens: Int { get }

    /// What `restore` needs to continue with the next batch, bit for bit. Its matrices may be lent: see `SavedState`.
    func saveState() throws -> SavedState

    /// Continues where the state was saved. The source may keep the state's matrices as its own.
    ///
    /// - Throws: `Failure` when the state does not fit this source.
    func restore(_ state: SavedState) throws
}

extension ActivationSource {
    public var modelTokens: Int { 0 }
}
