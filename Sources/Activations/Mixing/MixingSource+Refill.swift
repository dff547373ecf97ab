import Engine
import Records

extension MixingSource {
    /// Puts the rows not yet served at the front, fills the rest from the stream, and orders all of them.
    func refill() throws {
        if buffer.rowCapacity == 0 { buffer = Matrix(rows: plan.capacity, columns: width) }
        let kept = keepUnserved()
        try fill(from: kept)
        randomBeforeOrder = random
        order = plan.shuffle ? random.permutation(buffer.rows) : (0..<Int32(buffer.rows)).map { $0 }
        cursor = 0
    }

    /// Moves the unserved rows to the front with as few moves as possible and returns how many they are: the unserved
    /// rows that lie behind take the places of the served ones that lie in front, both in ascending order.
    private func keepUnserved() -> Int {
        let unserved = order[cursor...]
        let kept = unserved.count
        var isUnserved = [Bool](repeating: false, count: order.count)
        for row in unserved { isUnserved[Int(row)] = true }
        let behind = (kept..<max(kept, order.count)).filter { isUnserved[$0] }.map { Int32($0) }
        let holes = (0..<kept).filter { !isUnserved[$0] }.map { Int32($0) }
        engine.moveRows(within: buffer, from: behind, to: holes)
        if !plan.shuffle { origins.removeFirst(cursor) }
        return kept
    }

    /// Reads until the buffer is full or the stream has ended, from row `filled` on.
    private func fill(from filled: Int) throws {
        var filled = filled
        var arrived: [ActivationOrigin] = []
        var norms: [Double] = []
        while filled < plan.capacity && tokensRead < plan.tokens {
            arrived.removeAll(keepingCapacity: true)
            let limit = min(plan.capacity - filled, plan.tokens - tokensRead)
            let count = try stream.read(into: buffer, at: filled, limit: limit, origins: &arrived)
            precondition(
                (0...limit).contains(count) && arrived.count == count,
                "a stream delivered \(count) rows and \(arrived.count) origins where \(limit) were asked for")
            if count == 0 {
                ended = true
                break
            }
            let fresh = try FiniteRows.squaredNorms(
                of: buffer.rows(filled..<filled + count), origins: arrived, first: tokensRead, engine: engine)
            if scaler == nil { norms += fresh }
            if !plan.shuffle { origins += arrived }
            filled += count
            tokensRead += count
        }
        if tokensRead >= plan.tokens { ended = true }
        buffer.setRows(filled)
        if scaler == nil {
            // Nothing at all was read: there is nothing to scale, and `next` says that no batch is left.
            scaler = norms.isEmpty ? ActivationScaler.none
                : try ActivationScaler(plan.scaling, squaredNorms: norms, width: width)
        }
    }
}
