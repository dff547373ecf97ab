/// Matching rows with columns.
extension ComputeEngine {
    /// The matching of largest sum: each row of `gains` to a column of its own where there are as many columns,
    /// otherwise each column to a row. Returns each row's column, −1 without one. `gains [R, C]`, finite.
    ///
    /// Shortest augmenting paths over reduced costs (Jonker and Volgenant 1987; the rectangular form of Crouse 2016),
    /// in float64, O(min² · max) at worst. A row whose best column is free takes it at once, so that only rows in
    /// conflict are searched for: 4,096 latents among 16,384 features are seconds.
    ///
    /// - Parameter byMagnitude: take every gain without its sign.
    public func assignment(maximising gains: Matrix, byMagnitude: Bool = false) -> [Int] {
        if byMagnitude {
            let magnitudes = Matrix(rows: gains.rows, columns: gains.columns)
            elementwise(gains.view, into: magnitudes, "a magnitude") { _, a, out, n in
                for i in 0..<n { out[i] = abs(a[i]) }
            }
            return assignment(maximising: magnitudes)
        }
        if gains.rows > gains.columns {
            let turned = Matrix(rows: gains.columns, columns: gains.rows)
            transpose(gains, into: turned)
            var rows = [Int](repeating: -1, count: gains.rows)
            for (column, row) in assignment(maximising: turned).enumerated() { rows[row] = column }
            return rows
        }
        var matching = Matching(gains: gains.base, rows: gains.rows, columns: gains.columns)
        matching.takeFreeColumns()
        for row in 0..<gains.rows where matching.columnOfRow[row] < 0 { matching.augment(from: row) }
        return matching.columnOfRow
    }
}

/// A partial matching with the prices that prove it best: cost(i, j) = −gain ≥ rowPrice[i] + columnPrice[j], with
/// equality where i and j are matched.
private struct Matching {
    let gains: UnsafeMutablePointer<Float>
    let rows: Int
    let columns: Int
    var columnOfRow: [Int]
    private var rowOfColumn: [Int]
    private var rowPrice: [Double]
    private var columnPrice: [Double]
    // Of a search: the cheapest known way to each column, and from which row it comes.
    private var distance: [Double]
    private var cameFrom: [Int]
    private var open: [Int]

    init(gains: UnsafeMutablePointer<Float>, rows: Int, columns: Int) {
        self.gains = gains
        self.rows = rows
        self.columns = columns
        columnOfRow = [Int](repeating: -1, count: rows)
        rowOfColumn = [Int](repeating: -1, count: columns)
        rowPrice = [Double](repeating: 0, count: rows)
        columnPrice = [Double](repeating: 0, count: columns)
        distance = [Double](repeating: 0, count: columns)
        cameFrom = [Int](repeating: -1, count: columns)
        open = []
    }

    mutating func takeFreeColumns() {
        for row in 0..<rows {
            let own = gains + row * columns
            var best = 0
            for column in 1..<max(1, columns) where own[column] > own[best] { best = column }
            if columns == 0 { return }
            rowPrice[row] = -Double(own[best])
            if rowOfColumn[best] < 0 {
                rowOfColumn[best] = row
                columnOfRow[row] = best
            }
        }
    }

    /// Dijkstra's search for the cheapest way from an unmatched row to an unmatched column, and the matching turned
    /// over along it.
    mutating func augment(from start: Int) {
        for column in 0..<columns { distance[column] = .infinity }
        open = Array(0..<columns)
        var row = start, reached = 0.0, searched = [start], closed: [Int] = [], end = -1
        while end < 0 {
            let own = gains + row * columns, price = rowPrice[row]
            var best = -1, least = Double.infinity
            for place in open.indices {
                let column = open[place]
                let way = reached - Double(own[column]) - price - columnPrice[column]
                if way < distance[column] {
                    distance[column] = way
                    cameFrom[column] = row
                }
                // Of equal ways one that ends at a free column ends the search.
                if distance[column] < least || (distance[column] == least && rowOfColumn[column] < 0) {
                    least = distance[column]
                    best = place
                }
            }
            reached = least
            let column = open[best]
            if rowOfColumn[column] < 0 {
                end = column
            } else {
                row = rowOfColumn[column]
                searched.append(row)
                closed.append(column)
                open.swapAt(best, open.count - 1)
                open.removeLast()
            }
        }
        rowPrice[start] += reached
        for other in searched.dropFirst() { rowPrice[other] += reached - distance[columnOfRow[other]] }
        for column in closed { columnPrice[column] -= reached - distance[column] }
        var column = end
        while true {
            let row = cameFrom[column]
            rowOfColumn[column] = row
            swap(&columnOfRow[row], &column)
            if row == start { return }
        }
    }
}
