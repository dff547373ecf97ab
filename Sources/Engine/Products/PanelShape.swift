/// How a product with stored weights is cut: some rows of the weights, for some tokens, on one worker. Functions of the
/// shapes alone.
enum PanelShape {
    /// Rows of a panel at most, and the step in which a panel grows.
    static let most = 128, step = 64
    /// Elements of k that a panel holds at a time: 128 x 768 float32 are 384 KiB and stay in a core's own cache, while
    /// the rows of A that a tile reads, 6 x 768, stay in its first level. From 768 on a longer piece pays nothing.
    static let depth = 768

    /// The size of one block of an output `[m, n]`. Packing a panel costs a worker about as much as multiplying 25 tokens
    /// by it, so a panel meets all tokens where the columns alone make enough blocks, and about a thousand where not.
    static func block(m: Int, n: Int) -> (tokens: Int, columns: Int) {
        let columns = n >= 1024 ? most : step, across = (n + columns - 1) / columns
        return (tokens(m: m, across: across), columns)
    }

    static func tokens(m: Int, across: Int) -> Int {
        let wanted = across >= 8 ? 1 : (8 + across - 1) / max(1, across)
        let down = max(1, min(wanted, m / 1000))
        // A multiple of the rows of a tile.
        return max(6, ((m + down - 1) / down + 5) / 6 * 6)
    }
}

/// Some rows of a stored matrix, and the column of a panel's output that the first of them makes.
struct PanelPiece {
    let stored: StoredMatrix
    let rows: Range<Int>
    /// A multiple of `PanelShape.step`.
    var at = 0
}
