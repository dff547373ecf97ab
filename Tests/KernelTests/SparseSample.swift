/// Sparse latents of tests, `[rows, columns]`, and their column order as the engine stores them.
struct SparseSample {
    private(set) var rows: Int
    let columns: Int
    var rowStarts: [Int64] = [0]
    var indices: [Int32] = []
    var values: [Float] = []
    private(set) var starts: [Int64] = []
    private(set) var tokens: [Int32] = []
    private(set) var positions: [Int32] = []

    /// About one entry in `every`; row 1 and column 2 stay empty, row 0 is full.
    init(rows: Int, columns: Int, every: Int = 4, seed: UInt64 = 5) {
        self.rows = rows
        self.columns = columns
        let chance = numbers(rows * columns, seed: seed), value = numbers(rows * columns, seed: seed + 1)
        for b in 0..<rows {
            for i in 0..<columns {
                let at = b * columns + i
                let fires = b == 0 || (chance[at] + 1) * Float(every) < 2
                if !fires || b == 1 || i == 2 { continue }
                indices.append(Int32(i))
                values.append(abs(value[at]) + 0.01)
            }
            rowStarts.append(Int64(indices.count))
        }
        for i in 0..<columns {
            starts.append(Int64(tokens.count))
            for b in 0..<rows {
                for e in entries(b) where Int(indices[e]) == i {
                    tokens.append(Int32(b))
                    positions.append(Int32(e))
                }
            }
        }
        starts.append(Int64(tokens.count))
    }

    /// Nothing fires.
    static func silent(rows: Int, columns: Int) -> SparseSample {
        var sample = SparseSample(rows: 0, columns: columns)
        sample.rows = rows
        sample.rowStarts = [Int64](repeating: 0, count: rows + 1)
        return sample
    }

    var count: Int { indices.count }
    func entries(_ row: Int) -> Range<Int> { Int(rowStarts[row])..<Int(rowStarts[row + 1]) }
    func inColumn(_ column: Int) -> Range<Int> { Int(starts[column])..<Int(starts[column + 1]) }

    /// In column order.
    func permuted(_ numbers: [Float]) -> [Float] { positions.map { numbers[Int($0)] } }

    /// f[row, column] as a plain matrix.
    var dense: [Float] {
        var all = [Float](repeating: 0, count: rows * columns)
        for b in 0..<rows { for e in entries(b) { all[b * columns + Int(indices[e])] = values[e] } }
        return all
    }
}

/// The halves that bfloat16 keeps, to the nearest.
func halves(_ numbers: [Float]) -> [UInt16] {
    numbers.map { UInt16(truncatingIfNeeded: ($0.bitPattern + 0x7FFF + ($0.bitPattern >> 16 & 1)) >> 16) }
}

/// What they are as float32 again.
func widened(_ halves: [UInt16]) -> [Float] { halves.map { Float(bitPattern: UInt32($0) << 16) } }

/// The smallest whole number of `size` that holds `count`.
func pieces(_ count: Int, of size: Int) -> Int { (count + size - 1) / size }
