import Failures

/// To and from plain forms: files, tests and the dense path.
extension SparseLatents {
    /// The entries above 0 of a dense matrix `[B, F]`, given row by row.
    public convenience init(rows: Int, columns: Int, elements: [Float]) {
        precondition(elements.count == rows * columns, "\(elements.count) elements for [\(rows), \(columns)]")
        self.init(columns: columns)
        begin(rows: rows)
        for row in 0..<rows {
            rowStarts.base[row + 1] = elements[row * columns..<(row + 1) * columns].count { $0 > 0 }
        }
        closeCounts()
        var at = 0
        for row in 0..<rows {
            for column in 0..<columns where elements[row * columns + column] > 0 {
                indices.base[at] = Int32(column)
                values.base[at] = elements[row * columns + column]
                at += 1
            }
        }
    }

    /// Row by row with zeros where there is no entry: B·F numbers.
    public func toDenseArray() -> [Float] {
        var dense = [Float](repeating: 0, count: rows * columns)
        for row in 0..<rows {
            for at in rowStarts.reading[row]..<rowStarts.reading[row + 1] {
                dense[row * columns + Int(indices.reading[at])] = values.reading[at]
            }
        }
        return dense
    }

    /// Three vectors for a checkpoint: entries of each row `[1, B]`, columns `[1, n]`, values `[1, n]`. Counts and
    /// columns are whole numbers below 2²⁴, which float32 holds exactly.
    public func toMatrices() -> (counts: Matrix, columns: Matrix, values: Matrix) {
        precondition(columns < 1 << 24, "\(columns) latents cannot be numbered in float32")
        let counts = (0..<rows).map { Float(rowStarts.reading[$0 + 1] - rowStarts.reading[$0]) }
        return (
            Matrix(rows: 1, columns: rows, elements: counts),
            Matrix(rows: 1, columns: count, elements: (0..<count).map { Float(indices.reading[$0]) }),
            Matrix(
                rows: 1, columns: count, elements: Array(UnsafeBufferPointer(start: values.reading, count: count)))
        )
    }

    /// The inverse of `toMatrices`; nil when the numbers do not describe latents of this many columns.
    public func assign(counts: Matrix, columns list: Matrix, values numbers: Matrix) -> Bool {
        let sizes = counts.toArray(), places = list.toArray()
        guard list.count == numbers.count, sizes.allSatisfy({ $0 >= 0 && $0 <= Float(columns) && $0 == $0.rounded() }),
            places.allSatisfy({ $0 >= 0 && $0 < Float(columns) && $0 == $0.rounded() }),
            sizes.reduce(0, { $0 + Int(bounded: $1) }) == list.count
        else { return false }
        begin(rows: sizes.count)
        for (row, size) in sizes.enumerated() { rowStarts.base[row + 1] = Int(bounded: size) }
        closeCounts()
        for (at, place) in places.enumerated() { indices.base[at] = Int32(Int(bounded: place)) }
        for (at, number) in numbers.toArray().enumerated() { values.base[at] = number }
        for row in 0..<rows {
            let range = rowStarts.reading[row]..<rowStarts.reading[row + 1]
            for at in range.dropFirst() where indices.reading[at - 1] >= indices.reading[at] { return false }
        }
        return true
    }
}
