/// How a number is stored in a file.
public enum StorageType: String, Sendable, CaseIterable {
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"

    public var bytes: Int { self == .float32 ? 4 : 2 }
}

/// A matrix in its file's own number format, typically a memory-mapped tensor: read-only, unpacked to float32 only
/// row by row or panel by panel as an operation needs it. `[rows, columns]`.
public struct StoredMatrix {
    public let format: StoredFormat
    public let rows: Int
    public let columns: Int
    let base: UnsafeRawPointer
    /// What keeps `base` valid (the mapping).
    let owner: AnyObject
    /// In which order and direction the elements lie.
    let layout: Layout

    enum Layout: Hashable {
        case rowByRow
        /// Column after column, and so many elements lie between the starts of two columns: GPT-2's files hold weights
        /// as `[in, out]`, some of them side by side.
        case columnByColumn(pitch: Int)
        /// Row by row, those of each head in another order.
        case interleaved(HeadOrder)
    }

    /// Rows of heads as llama.cpp writes them for its own rotary embedding: row i of the first half of a head's rows and
    /// row i of the second lie side by side. Here the halves come one after the other.
    struct HeadOrder: Hashable {
        let headWidth: Int
        /// The matrix' own first row, counted from `base`.
        var first: Int

        /// Which row of the file is row `row` of the matrix.
        func place(_ row: Int) -> Int {
            let row = first + row, half = headWidth / 2, i = row % headWidth
            return row - i + 2 * (i % half) + i / half
        }
    }

    /// `base` points to `rows * columns` little-endian elements, not necessarily aligned, for as long as `owner` lives.
    public init(type: StorageType, rows: Int, columns: Int, base: UnsafeRawPointer, owner: AnyObject) {
        self.init(
            format: .plain(type), rows: rows, columns: columns, base: base, owner: owner, layout: .rowByRow)
    }

    /// `base` points to `rows * columns / blocks.values` blocks, not necessarily aligned, for as long as `owner` lives.
    /// A row is a whole number of blocks.
    public init(blocks: BlockType, rows: Int, columns: Int, base: UnsafeRawPointer, owner: AnyObject) {
        precondition(columns % blocks.values == 0, "rows of \(columns) in blocks of \(blocks.values)")
        self.init(
            format: .blocks(blocks), rows: rows, columns: columns, base: base, owner: owner, layout: .rowByRow)
    }

    private init(
        format: StoredFormat, rows: Int, columns: Int, base: UnsafeRawPointer, owner: AnyObject, layout: Layout
    ) {
        self.format = format
        self.rows = rows
        self.columns = columns
        self.base = base
        self.owner = owner
        self.layout = layout
    }

    /// Some of the rows, in the same bytes. `[range.count, columns]`
    public func rows(_ range: Range<Int>) -> StoredMatrix {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of [\(rows), \(columns)]")
        var (base, layout) = (base, layout)
        if case .interleaved(var order) = layout {
            order.first += range.lowerBound
            layout = .interleaved(order)
        } else {
            base += offset(range.lowerBound, 0)
        }
        return StoredMatrix(
            format: format, rows: range.count, columns: columns, base: base, owner: owner, layout: layout)
    }

    /// The transpose, in the same bytes. `[columns, rows]`; for a matrix of single numbers that lies row after row.
    public var transposed: StoredMatrix {
        guard case .plain = format, case .rowByRow = layout else { preconditionFailure("a transpose of \(format) \(layout)") }
        return StoredMatrix(
            format: format, rows: columns, columns: rows, base: base, owner: owner,
            layout: .columnByColumn(pitch: columns))
    }

    /// The same rows where the file has the two halves of each head interleaved: row h D + s D/2 + i of the result is row
    /// h D + 2 i + s of this one (D `headWidth`, even). For a matrix that lies row after row.
    public func undoingInterleave(headWidth: Int) -> StoredMatrix {
        guard case .rowByRow = layout else { preconditionFailure("an interleave of \(layout)") }
        precondition(headWidth > 0 && headWidth % 2 == 0 && rows % headWidth == 0, "\(rows) rows in heads of \(headWidth)")
        return StoredMatrix(
            format: format, rows: rows, columns: columns, base: base, owner: owner,
            layout: .interleaved(HeadOrder(headWidth: headWidth, first: 0)))
    }

    /// Bytes of so many elements of a row; a whole number of blocks.
    func bytes(_ elements: Int) -> Int {
        switch format {
        case .plain(let type): elements * type.bytes
        case .blocks(let type): elements / type.values * type.bytes
        }
    }

    /// Where an element lies, in bytes from `base`; of one in a block, where the block begins.
    func offset(_ row: Int, _ column: Int) -> Int {
        switch layout {
        case .rowByRow: bytes(row * columns + column)
        case .columnByColumn(let pitch): bytes(column * pitch + row)
        case .interleaved(let order): bytes(order.place(row) * columns + column)
        }
    }
}
