/// A matrix of latents `[B, F]` that holds only chosen entries, row by row, columns ascending in each row: compressed
/// sparse rows. Typically the entries that fire; also those inside a threshold's window, or chosen dead latents.
///
/// A reference with storage that grows and stays, like `Matrix` not `Sendable`.
public final class SparseLatents {
    /// B.
    public private(set) var rows = 0
    /// F.
    public let columns: Int
    /// Where each row begins in `indices` and `values`; `rows + 1` numbers.
    let rowStarts: Growable<Int>
    let indices: Growable<Int32>
    let values: Growable<Float>
    /// Space for selections, one for each worker of the engine that fills these latents.
    private var scratch: [Scratch<UInt32>] = []
    private var staging: [RowStaging] = []
    /// For each row the worker that has its entries in its staging, and their place there.
    let stagedPlaces = Scratch<(worker: Int32, at: Int32)>()

    /// No rows yet.
    public init(columns: Int) {
        precondition(columns >= 0 && columns <= Int(Int32.max), "\(columns) latents")
        self.columns = columns
        rowStarts = Growable()
        indices = Growable()
        values = Growable()
        rowStarts.base[0] = 0
    }

    /// Entries held.
    public var count: Int { known ?? rowStarts.reading[rows] }

    /// What whoever filled these has told; nil where the host's row starts say it.
    private var known: Int?

    /// Begins anew with `rows` rows, whose counts follow in `rowStarts[1...]`.
    func begin(rows: Int) {
        self.rows = rows
        known = nil
        rowStarts.reserve(rows + 1)
        rowStarts.base[0] = 0
    }

    /// Begins anew with `rows` rows whose starts a device will write.
    func beginOnDevice(rows: Int) {
        self.rows = rows
        known = nil
        rowStarts.reserve(rows + 1)
    }

    /// Makes room for the entries of rows that a device has counted: `count` in all.
    func closeOnDevice(count: Int) {
        known = count
        indices.reserve(count)
        values.reserve(count)
    }

    /// Turns the counts in `rowStarts[1...]` into starts, and makes room for the entries.
    func closeCounts() {
        let starts = rowStarts.base
        for row in 0..<rows { starts[row + 1] += starts[row] }
        indices.reserve(count)
        values.reserve(count)
    }

    /// Begins anew with room for `room` entries, before the rows' counts are known.
    func begin(rows: Int, room: Int) {
        begin(rows: rows)
        indices.reserve(room)
        values.reserve(room)
    }

    /// Rows whose counts are in `rowStarts[1...]` and whose entries begin `each` places apart move together.
    func closeGaps(each: Int) {
        let starts = rowStarts.base
        var next = 0
        for row in 0..<rows {
            let count = starts[row + 1], from = row * each
            if next != from {
                // To the left, so a row moves onto places that are free by now.
                (indices.base + next).update(from: indices.base + from, count: count)
                (values.base + next).update(from: values.base + from, count: count)
            }
            next += count
            starts[row + 1] = next
        }
    }

    /// The entries of one row: columns ascending.
    public func entries(ofRow row: Int) -> [(column: Int, value: Float)] {
        precondition(row >= 0 && row < rows, "row \(row) of \(rows)")
        return (rowStarts.reading[row]..<rowStarts.reading[row + 1]).map { (Int(indices.reading[$0]), values.reading[$0]) }
    }

    /// Spaces of `words` words, one a worker.
    func selectionScratch(workers: Int, words: Int) -> [Scratch<UInt32>] {
        while scratch.count < workers { scratch.append(Scratch()) }
        for space in scratch { space.reserve(words) }
        return scratch
    }

    /// Empty stagings, one a worker.
    func rowStaging(workers: Int) -> [RowStaging] {
        while staging.count < workers { staging.append(RowStaging()) }
        for space in staging { space.count = 0 }
        return staging
    }

    /// How many rows, from the first on, have at most `entries` entries together.
    public func rows(holding entries: Int) -> Int {
        var low = 0, high = rows
        while low < high {
            let middle = (low + high + 1) / 2
            if rowStarts.reading[middle] <= entries { low = middle } else { high = middle - 1 }
        }
        return low
    }

    /// Forgets the rows from `count` on.
    public func keep(rows count: Int) {
        precondition(count >= 0 && count <= rows, "\(count) of \(rows) rows")
        if count == rows { return }
        rows = count
        known = nil
    }

    /// Holds the same entries as another from now on.
    public func assign(_ other: SparseLatents) {
        precondition(columns == other.columns, "latents of \(other.columns) columns into \(columns)")
        if other === self { return }
        // Copied where they are: entries of a device stay there.
        let total = other.count
        beginOnDevice(rows: other.rows)
        rowStarts.copy(other.rowStarts, count: rows + 1)
        closeOnDevice(count: total)
        indices.copy(other.indices, count: total)
        values.copy(other.values, count: total)
    }
}

/// One number for each entry of a `SparseLatents`, in its order: gradients of the entries, say.
public final class LatentValues {
    let values = Growable<Float>()
    public private(set) var count = 0

    public init() {}

    /// As many as the pattern has entries; values unspecified.
    func begin(like pattern: SparseLatents) { begin(count: pattern.count) }

    func begin(count: Int) {
        self.count = count
        values.reserve(count)
    }

    /// Overwrites every number, in the pattern's order.
    public func assign(_ numbers: [Float]) {
        precondition(numbers.count == count, "\(numbers.count) numbers for \(count) entries")
        for (at, number) in numbers.enumerated() { values.base[at] = number }
    }

    /// A copy, in the pattern's order.
    public func toArray() -> [Float] { Array(UnsafeBufferPointer(start: values.reading, count: count)) }
}
