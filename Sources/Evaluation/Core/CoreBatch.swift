import LanguageModels

/// One batch of rows with its positions sorted: which count (no special token stands there), and what follows each.
struct CoreBatch {
    let tokens: TokenBatch
    /// Positions of the batch, `sequence * length + position`, that count.
    let valid: [Int32]
    /// For each of them the token that follows; nil at a row's end.
    let targets: [Int32?]
    /// Of `valid`, how many lie before the end of each row.
    let validEnds: [Int]

    init(_ rows: ArraySlice<[Int32]>, special: Set<Int32>) {
        let length = rows.first?.count ?? 0
        tokens = TokenBatch(ids: rows.flatMap { $0 }, sequences: rows.count, length: length)
        var valid: [Int32] = []
        var targets: [Int32?] = []
        var ends: [Int] = []
        for (sequence, row) in rows.enumerated() {
            for (position, id) in row.enumerated() where !special.contains(id) {
                valid.append(Int32(sequence * length + position))
                targets.append(position + 1 < length ? row[position + 1] : nil)
            }
            ends.append(valid.count)
        }
        self.valid = valid
        self.targets = targets
        validEnds = ends
    }

    /// Where each row ends among all positions.
    var textEnds: [Int] { (1...max(1, tokens.sequences)).map { $0 * tokens.length } }

    /// For each valid position its row's number.
    var groups: [Int32] { valid.map { $0 / Int32(max(1, tokens.length)) } }
}
