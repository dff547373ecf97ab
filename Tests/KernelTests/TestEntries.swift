import DeviceFakes
import Testing

/// Sparse latents as a device holds them.
struct TestEntries: Equatable {
    var columns: Int
    var starts: [Int64]
    var indices: [Int32]
    var values: [Float]

    var rows: Int { starts.count - 1 }
    var count: Int { indices.count }

    func range(_ row: Int) -> Range<Int> { Int(starts[row])..<Int(starts[row + 1]) }

    init(columns: Int, starts: [Int64], indices: [Int32], values: [Float]) {
        self.columns = columns
        self.starts = starts
        self.indices = indices
        self.values = values
    }

    /// Row by row: columns ascending, with their values.
    init(columns: Int, rows: [[(column: Int, value: Float)]]) {
        self.columns = columns
        starts = [0]
        indices = []
        values = []
        for row in rows {
            for (column, value) in row {
                indices.append(Int32(column))
                values.append(value)
            }
            starts.append(Int64(indices.count))
        }
    }

    /// About a share of all entries. Every fifth row is empty, and so is every seventh column; one column has every other row.
    init(rows: Int, columns: Int, share: Float, seed: UInt64 = 1) {
        let draw = numbers(rows * columns, seed: seed), value = numbers(rows * columns, seed: seed + 100)
        self.init(
            columns: columns,
            rows: (0..<rows).map { b in
                if b % 5 == 1 { return [] }
                return (0..<columns).compactMap { i in
                    let isChosen = draw[b * columns + i] < 2 * share - 1 || i == columns / 2
                    return i % 7 == 3 || !isChosen ? nil : (i, value[b * columns + i])
                }
            })
    }

    /// All of it as words, for a comparison bit by bit.
    var words: [UInt64] {
        starts.map { UInt64(bitPattern: $0) } + indices.map { UInt64(UInt32(bitPattern: $0)) }
            + values.map { UInt64($0.bitPattern) }
    }
}

/// `[columns, rows]` for several shapes: sizes on both sides of a warp, a block and a tile.
let awkwardShapes = [(1, 1), (3, 31), (32, 32), (33, 33), (7, 257), (2, 1030)]

extension Array where Element: BitwiseCopyable {
    /// On the device.
    var array: DeviceArray<Element> { DeviceArray(self) }
}

func slot<T: BitwiseCopyable>(_ values: [T]?) -> Slot { values.map { .array($0.array) } ?? .null }

/// starts of counts, by `scan_counts`.
func scanned(_ counts: DeviceArray<Int32>, _ n: Int) -> DeviceArray<Int64> {
    let starts = [Int64](repeating: -1, count: n + 1).array
    run("scan_counts", threads: 1024, [.array(counts), .int(n), .array(starts)])
    return starts
}
