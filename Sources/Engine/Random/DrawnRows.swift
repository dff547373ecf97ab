/// The entries of one row as somebody draws them: columns ascending.
public struct DrawnRow: Sendable {
    package private(set) var columns: [Int32] = []
    package private(set) var values: [Float] = []

    package init() {}

    /// Entries so far.
    public var count: Int { columns.count }

    /// Adds an entry behind those that are there.
    public mutating func add(_ column: Int, _ value: Float) {
        columns.append(Int32(column))
        values.append(value)
    }

    package mutating func clear() {
        columns.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
    }
}

/// Draws the rows of a sparse matrix, each from its number alone, so that any thread may draw any row.
public protocol RowDrawing: Sendable {
    /// Columns of a row.
    var columns: Int { get }

    /// Draws row `number` into an empty `row`: columns ascending, each once, values above 0.
    func draw(_ number: UInt64, into row: inout DrawnRow)
}

extension ComputeEngine {
    /// Rows to a block of drawing.
    private static var drawnBlock: Int { 256 }

    /// `latents[i] = ` the drawn row `first + i`, for `count` rows. `latents [count, columns]`, overwritten.
    public func drawRows(_ first: UInt64, count: Int, by drawing: some RowDrawing, into latents: SparseLatents) {
        precondition(latents.columns == drawing.columns, "rows of \(drawing.columns) into \(latents.columns) columns")
        listRows(count, by: ComputeEngine.drawnBlock, into: latents) { row, _, drawn in
            drawing.draw(first &+ UInt64(row), into: &drawn)
        }
    }

    /// The frame: each block of rows is listed by one thread, and the lists are joined in the order of the rows.
    func listRows(
        _ count: Int, by size: Int, into latents: SparseLatents,
        _ list: (_ row: Int, _ worker: Int, _ drawn: inout DrawnRow) -> Void
    ) {
        let blocks = (count + size - 1) / size
        var lists = [(columns: [Int32], values: [Float])](repeating: ([], []), count: blocks)
        latents.begin(rows: count)
        let starts = latents.rowStarts.base
        lists.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let lists = buffer
            forEachBlock(blocks) { block, worker in
                var drawn = DrawnRow(), all: (columns: [Int32], values: [Float]) = ([], [])
                for row in block * size..<min(count, (block + 1) * size) {
                    drawn.clear()
                    list(row, worker, &drawn)
                    starts[row + 1] = drawn.count
                    all.columns += drawn.columns
                    all.values += drawn.values
                }
                lists[block] = all
            }
        }
        latents.closeCounts()
        let indices = latents.indices.base, values = latents.values.base, last = latents.columns
        lists.withUnsafeBufferPointer { buffer in
            nonisolated(unsafe) let lists = buffer
            forEachBlock(blocks) { block, _ in
                let at = starts[block * size], own = lists[block]
                for i in own.columns.indices {
                    precondition(own.columns[i] >= 0 && Int(own.columns[i]) < last, "column \(own.columns[i]) of \(last)")
                    indices[at + i] = own.columns[i]
                    values[at + i] = own.values[i]
                }
            }
        }
    }
}
