import Engine

/// The matrices that a forward needs, made once and grown to the largest batch seen. T tokens of a batch.
final class ModelWorkspace {
    /// What a norm gives a sublayer to read. `[T, d]`
    private(set) var normal = Matrix(rows: 0, columns: 0)
    /// What a sublayer gives back. `[T, d]`
    private(set) var branch = Matrix(rows: 0, columns: 0)
    /// What the second of two parallel sublayers gives back. `[T, d]`
    private(set) var second = Matrix(rows: 0, columns: 0)
    /// Queries, keys and values of each token. `[T, (H + 2K) D]`
    private(set) var joined = Matrix(rows: 0, columns: 0)
    /// The heads' results, side by side. `[T, H D]`
    private(set) var mixed = Matrix(rows: 0, columns: 0)
    /// The residual stream where no caller's matrix can hold it. `[T, d]`
    private var stream = Matrix(rows: 0, columns: 0)
    /// The hidden layer of all tokens, for a replacement there. `[T, F]`
    private var activated = Matrix(rows: 0, columns: 0)
    private(set) var rotaries: [RotaryTable]
    /// A gain of one, as an offset from it. `[1, d]`
    let noGain: Matrix
    let scores = AttentionScratch()
    let hidden = FeedForwardScratch()

    private let description: ModelDescription
    private let frequencies: [[Float]]

    init(_ c: ModelDescription) {
        description = c
        noGain = Matrix(rows: 1, columns: c.hiddenSize)
        frequencies = c.rotaries.map { $0.frequencies() }
        rotaries = zip(c.rotaries, frequencies).map {
            RotaryTable(positions: 0, frequencies: $1, magnitude: $0.magnitude)
        }
    }

    /// Makes room for the batch and gives every matrix its rows.
    ///
    /// - Parameter start: position of each sequence's first token.
    func reserve(_ batch: TokenBatch, from start: Int) {
        let c = description, tokens = batch.count
        if tokens > normal.rowCapacity || normal.columns == 0 {
            normal = Matrix(rows: tokens, columns: c.hiddenSize)
            branch = Matrix(rows: tokens, columns: c.hiddenSize)
            if c.residual != .sequential { second = Matrix(rows: tokens, columns: c.hiddenSize) }
            joined = Matrix(rows: tokens, columns: (c.attention.heads + 2 * c.attention.keyHeads) * c.attention.headWidth)
            mixed = Matrix(rows: tokens, columns: c.attention.heads * c.attention.headWidth)
        }
        for matrix in [normal, branch, joined, mixed] { matrix.setRows(tokens) }
        if c.residual != .sequential { second.setRows(tokens) }
        for (i, table) in rotaries.enumerated() where start + batch.length > table.positions {
            rotaries[i] = RotaryTable(
                positions: start + batch.length, frequencies: frequencies[i], magnitude: c.rotaries[i].magnitude)
        }
    }

    /// The workspace's own residual stream. `[tokens, d]`
    func residual(tokens: Int) -> Matrix {
        if tokens > stream.rowCapacity || stream.columns == 0 {
            stream = Matrix(rows: tokens, columns: description.hiddenSize)
        }
        stream.setRows(tokens)
        return stream
    }

    /// Room for the hidden layer of all tokens. `[tokens, F]`
    func hiddenLayer(tokens: Int) -> Matrix {
        if tokens > activated.rowCapacity || activated.columns == 0 {
            activated = Matrix(rows: tokens, columns: description.feedForward.size)
        }
        activated.setRows(tokens)
        return activated
    }
}
