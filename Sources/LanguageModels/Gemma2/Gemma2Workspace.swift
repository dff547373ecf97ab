import Engine

/// The matrices that a forward needs, made once and grown to the largest batch seen. T tokens of a batch.
final class Gemma2Workspace {
    /// What a norm gives a sublayer to read. `[T, d]`
    private(set) var normal = Matrix(rows: 0, columns: 0)
    /// What a sublayer gives back. `[T, d]`
    private(set) var branch = Matrix(rows: 0, columns: 0)
    /// Queries, keys and values of each token. `[T, (H + 2K) D]`
    private(set) var joined = Matrix(rows: 0, columns: 0)
    /// The heads' results, side by side. `[T, H D]`
    private(set) var mixed = Matrix(rows: 0, columns: 0)
    /// The residual stream where no caller's matrix can hold it. `[T, d]`
    private var stream = Matrix(rows: 0, columns: 0)
    private(set) var rotary: RotaryTable
    let scores = AttentionScratch()
    let hidden = FeedForwardScratch()

    private let configuration: Gemma2Configuration

    init(_ c: Gemma2Configuration) {
        configuration = c
        rotary = RotaryTable(positions: 0, headWidth: c.headWidth, base: c.rotaryBase)
    }

    /// Makes room for the batch and gives every matrix its rows.
    func reserve(_ batch: TokenBatch) {
        let c = configuration, tokens = batch.count
        if tokens > normal.rowCapacity || normal.columns == 0 {
            normal = Matrix(rows: tokens, columns: c.hiddenSize)
            branch = Matrix(rows: tokens, columns: c.hiddenSize)
            joined = Matrix(rows: tokens, columns: (c.heads + 2 * c.keyHeads) * c.headWidth)
            mixed = Matrix(rows: tokens, columns: c.heads * c.headWidth)
        }
        for matrix in [normal, branch, joined, mixed] { matrix.setRows(tokens) }
        if batch.length > rotary.positions {
            rotary = RotaryTable(positions: batch.length, headWidth: c.headWidth, base: c.rotaryBase)
        }
    }

    /// The workspace's own residual stream. `[tokens, d]`
    func residual(tokens: Int) -> Matrix {
        if tokens > stream.rowCapacity || stream.columns == 0 {
            stream = Matrix(rows: tokens, columns: configuration.hiddenSize)
        }
        stream.setRows(tokens)
        return stream
    }
}
