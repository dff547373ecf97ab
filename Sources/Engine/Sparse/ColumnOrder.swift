/// The entries of a `SparseLatents` by column, rows ascending in each column, with the place of each in row order:
/// the order in which a latent's own gradient is summed.
public final class ColumnOrder {
    public let columns: Int
    public private(set) var count = 0
    /// Where each column begins; `columns + 1` numbers.
    let starts: Growable<Int>
    /// The row (token) of each entry.
    let tokens = Growable<Int32>()
    /// The place of each entry in row order.
    let positions = Growable<Int32>()
    private let blockCounts = Scratch<Int32>()

    public init(columns: Int) {
        self.columns = columns
        starts = Growable(capacity: columns + 1)
        starts.base.update(repeating: 0, count: columns + 1)
    }

    /// Entries in a column.
    public func count(ofColumn column: Int) -> Int {
        precondition(column >= 0 && column < columns, "column \(column) of \(columns)")
        return starts.reading[column + 1] - starts.reading[column]
    }

    /// Room for so many entries; which they are is written next.
    func begin(count: Int) {
        self.count = count
        tokens.reserve(count)
        positions.reserve(count)
    }

    /// Blocks of rows that are counted and placed by themselves; a number that no thread count changes.
    private static let blocks = 16

    fileprivate func build(_ latents: SparseLatents, _ engine: ComputeEngine) {
        precondition(latents.columns == columns, "an order of \(columns) columns for \(latents.columns)")
        precondition(latents.count <= Int(Int32.max), "\(latents.count) entries")
        if let device = engine.device, device.orders(latents) { return device.orderByColumn(latents, into: self) }
        begin(count: latents.count)
        let blocks = ColumnOrder.blocks, columns = self.columns, rows = latents.rows
        blockCounts.reserve(blocks * columns)
        let counts = blockCounts.base, rowStarts = latents.rowStarts.reading, indices = latents.indices.reading
        let perBlock = (rows + blocks - 1) / blocks
        engine.forEachBlock(blocks) { block, _ in
            let own = counts + block * columns
            own.update(repeating: 0, count: columns)
            let first = min(rows, block * perBlock), last = min(rows, first + perBlock)
            for at in rowStarts[first]..<rowStarts[last] { own[Int(indices[at])] += 1 }
        }
        // From counts to the first place of each block in each column.
        let starts = self.starts.base
        var place = 0
        for column in 0..<columns {
            starts[column] = place
            for block in 0..<blocks {
                let here = Int(counts[block * columns + column])
                counts[block * columns + column] = Int32(place)
                place += here
            }
        }
        starts[columns] = place
        let tokens = self.tokens.base, positions = self.positions.base
        engine.forEachBlock(blocks) { block, _ in
            let next = counts + block * columns
            let first = min(rows, block * perBlock), last = min(rows, first + perBlock)
            for row in first..<last {
                for at in rowStarts[row]..<rowStarts[row + 1] {
                    let column = Int(indices[at])
                    let place = Int(next[column])
                    next[column] += 1
                    tokens[place] = Int32(row)
                    positions[place] = Int32(at)
                }
            }
        }
    }
}

extension ComputeEngine {
    /// Brings the entries of `latents` into column order: a counting sort.
    public func orderByColumn(_ latents: SparseLatents, into order: ColumnOrder) { order.build(latents, self) }

    /// The numbers of `values` (row order of the pattern that `order` was built from) in column order.
    public func permute(_ values: LatentValues, by order: ColumnOrder, into out: LatentValues) {
        precondition(values.count == order.count, "\(values.count) numbers for \(order.count) entries")
        if let device { return device.permute(values.values, order, out) }
        permute(values.values.reading, order, out)
    }

    /// The entries themselves in column order.
    public func permute(_ latents: SparseLatents, by order: ColumnOrder, into out: LatentValues) {
        precondition(latents.count == order.count, "\(latents.count) entries for an order of \(order.count)")
        if let device { return device.permute(latents.values, order, out) }
        permute(latents.values.reading, order, out)
    }

    private func permute(_ source: UnsafePointer<Float>, _ order: ColumnOrder, _ out: LatentValues) {
        out.begin(count: order.count)
        let target = out.values.base, positions = order.positions.reading
        forEachRange(of: order.count, by: 16384) { range, _ in
            for at in range { target[at] = source[Int(positions[at])] }
        }
    }
}
