public import Activations
public import Engine
import Failures
public import LanguageModels
public import Tokens

/// The activations of a language model on a corpus, in the order of the text.
///
/// Rows of text go through the model several at a time; padding is never delivered, and neither is any BOS where BOS
/// is dropped (packed rows hold several). The number of rows in a forward pass is fixed by the settings, so the same
/// text gives the same bits whoever reads it, in whatever pieces, and after a restore.
public final class HarvestStream: ActivationStream {
    let block: ForwardBlock
    var tokens: TokenRowStream
    let heldOutRows: Int
    let masking: TokenMasking?
    /// Rows of text in a forward pass.
    public let rowsPerForward: Int
    /// Where the corpus stood before the rows that are in `block`.
    var blockStart: CorpusPosition
    /// Tokens that went through the model, padding not counted.
    public internal(set) var tokensComputed = 0

    /// - Parameters:
    ///   - tokens: the rows; the stream goes on from where it stands and has it for itself from now on.
    ///   - heldOutRows: the rows at the start of the corpus that are not delivered, in any pass over it.
    ///   - masking: which tokens are replaced before the model reads them; nil: none.
    ///   - batchTokens: tokens in a forward pass; nil takes `defaultBatchTokens`. At least one row goes at a time.
    public convenience init(
        model: LanguageModel, tokens: TokenRowStream, hook: Hookpoint, dropBOS: Bool, heldOutRows: Int = 0,
        masking: TokenMasking? = nil, batchTokens: Int? = nil, engine: ComputeEngine
    ) {
        let width = model.configuration.width(at: hook)
        self.init(
            tokens: tokens, heldOutRows: heldOutRows, masking: masking,
            batchTokens: batchTokens ?? HarvestStream.defaultBatchTokens(width: model.configuration.hiddenSize),
            block: ForwardBlock(width: width, dropping: dropBOS ? tokens.bosID : nil, engine: engine) {
                try model.activations(of: $0, at: hook, into: $1)
            })
    }

    package init(
        tokens: TokenRowStream, heldOutRows: Int, masking: TokenMasking? = nil, batchTokens: Int, block: ForwardBlock
    ) {
        precondition(batchTokens > 0 && heldOutRows >= 0, "\(batchTokens) tokens, \(heldOutRows) rows held out")
        self.tokens = tokens
        self.heldOutRows = heldOutRows
        self.masking = masking
        self.block = block
        rowsPerForward = max(1, batchTokens / tokens.rowLength)
        blockStart = tokens.position
    }

    /// Tokens in a forward pass unless told otherwise: 2,048, and 4,096 from a width of 1,024 on.
    ///
    /// A layer is unpacked once for all tokens of a pass. Unpacking moves 6 bytes for each parameter; computing takes
    /// 2 operations for each parameter and token. So what unpacking costs beside computing depends on the number of
    /// tokens and not on the model: at 2,048 it is a few per cent. Large models get twice as many because their mapped
    /// weights may have to come from the disk; their activations still take less room than one layer.
    public static func defaultBatchTokens(width: Int) -> Int { width >= 1024 ? 4096 : 2048 }

    public var width: Int { block.width }
    /// Rows of text taken from the corpus, those held out included.
    public var rowsRead: Int { tokens.position.rows }
    /// Whole passes over the corpus.
    public var epochs: Int { tokens.position.epoch }
    /// Lines of the corpus passed over as unreadable.
    public var skippedLines: Int { tokens.skippedLines }

    public func read(into output: Matrix, at row: Int, limit: Int, origins: inout [ActivationOrigin]) throws -> Int {
        while block.remaining == 0 {
            guard let computed = try runNextRows() else { return 0 }
            tokensComputed += computed
        }
        return block.deliver(into: output, at: row, limit: limit, origins: &origins)
    }

    /// Sends the next rows through the model and returns how many tokens they hold; nil at the end of the text.
    func runNextRows() throws -> Int? {
        blockStart = tokens.position
        var rows: [TokenRow] = [], contexts: [Int64] = []
        while rows.count < rowsPerForward, let row = try tokens.next() {
            let position = tokens.position
            // A later pass over the corpus meets the held-out rows again.
            if position.rows - 1 - position.rowsBeforeEpoch < heldOutRows { continue }
            let number = Int64(position.rows - 1)
            rows.append(masking?.masked(row, number: number) ?? row)
            contexts.append(number)
        }
        return rows.isEmpty ? nil : try block.run(rows, contexts: contexts)
    }
}
