/// For each row of a matrix `[F, d]` the nearest other row of its chunk, by cosine.
public final class NearestRows {
    /// F.
    public let count: Int
    /// The other row; −1 where a row is alone in its chunk.
    let index: Growable<Int32>
    /// The cosine between the two.
    let cosine: Growable<Float>
    /// 1 over the row's norm; 0 for a row of zeros.
    let inverseNorm: Growable<Float>
    /// Σ of the squared cosines where a device has found them.
    let squares = Growable<Double>()
    private var hasSquares = false
    // Space: one chunk's rows at unit norm, a block of their products, and what is known so far of each.
    private(set) var unit = Matrix(rows: 0, columns: 0)
    private(set) var block = Matrix(rows: 0, columns: 0)
    let best = Growable<Float>()
    let bestAt = Growable<Int32>()
    static let blockRows = 256
    /// The same on a device, which small products leave idle.
    static let deviceRows = 1024

    public init(rows count: Int) {
        self.count = count
        index = Growable(capacity: count)
        cosine = Growable(capacity: count)
        inverseNorm = Growable(capacity: count)
        index.base.update(repeating: -1, count: count)
        cosine.base.update(repeating: 0, count: count)
        inverseNorm.base.update(repeating: 0, count: count)
    }

    /// Row i's nearest, nil where it is alone.
    public func nearest(to i: Int) -> (row: Int, cosine: Float)? {
        precondition(i >= 0 && i < count, "row \(i) of \(count)")
        return index.reading[i] < 0 ? nil : (Int(index.reading[i]), cosine.reading[i])
    }

    /// Σ of the squared cosines.
    public var sumOfSquares: Double {
        if hasSquares { return squares.reading[0] }
        return (0..<count).reduce(0) { $0 + (index.reading[$1] < 0 ? 0 : Double(cosine.reading[$1]) * Double(cosine.reading[$1])) }
    }

    /// Begins anew where the host finds them.
    func begin() { hasSquares = false }

    /// Begins anew where a device finds them, and the sum of their squares too.
    func beginOnDevice(chunk: Int, width: Int) {
        hasSquares = true
        makeRoom(chunk: chunk, width: width, blockRows: NearestRows.deviceRows)
    }

    func makeRoom(chunk: Int, width: Int, blockRows: Int = NearestRows.blockRows) {
        if unit.rowCapacity < chunk || unit.columns != width {
            unit = Matrix(rows: chunk, columns: width)
            block = Matrix(rows: min(chunk, blockRows), columns: chunk)
        }
        best.reserve(chunk)
        bestAt.reserve(chunk)
    }
}

/// Rows dealt into chunks at random: as many chunks as are needed for `size` rows each at most, of sizes that differ by
/// no more than one, each in ascending order.
public func randomChunks(of count: Int, size: Int, using random: inout CounterRandom) -> [[Int32]] {
    precondition(count > 0 && size > 0, "chunks of \(size) of \(count) rows")
    let parts = (count + size - 1) / size
    if parts == 1 { return [(0..<Int32(count)).map { $0 }] }
    let order = random.permutation(count)
    return (0..<parts).map { order[$0 * count / parts..<($0 + 1) * count / parts].sorted() }
}
