import CKernels

/// Chooses the k largest of a row without sorting it: what exceeds the k-th best so far is collected, and now and then
/// cut back to the k best, which raises the limit. Nearly all of a row is only compared with the limit.
struct TopKSelection {
    let kernels: ck_kernels
    /// Candidates as keys that order as we want: the number's bits made monotone, then the lower column first.
    let keys: UnsafeMutablePointer<UInt64>
    let columns: UnsafeMutablePointer<Int32>
    let numbers: UnsafeMutablePointer<Float>

    /// Elements of a row that are looked at between two cuts.
    static let strip = 1024
    static func room(k: Int) -> Int { 2 * k + 2 * strip }

    func choose(
        _ k: Int, from row: UnsafePointer<Float>, _ count: Int,
        values: UnsafeMutablePointer<Float>, indices: UnsafeMutablePointer<Int32>
    ) {
        var candidates = 0
        var limit: Float?
        for start in stride(from: 0, to: count, by: TopKSelection.strip) {
            let width = min(TopKSelection.strip, count - start)
            if let limit {
                // Strictly above: an equal one further right would lose to those that we have.
                let found = kernels.compress_above(row + start, limit, width, Int32(start), columns, numbers, width)
                for i in 0..<found { keys[candidates + i] = TopKSelection.key(numbers[i], columns[i]) }
                candidates += found
            } else {
                for i in 0..<width { keys[candidates + i] = TopKSelection.key(row[start + i], Int32(start + i)) }
                candidates += width
            }
            if candidates >= 2 * k + TopKSelection.strip || (limit == nil && candidates >= k) {
                TopKSelection.partition(keys, candidates, k)
                candidates = k
                let worst = row[TopKSelection.column(keys[k - 1])]
                limit = worst.isNaN ? nil : worst
            }
        }
        TopKSelection.partition(keys, candidates, k)
        var best = UnsafeMutableBufferPointer(start: keys, count: k)
        best.sort(by: >)
        for i in 0..<k {
            let column = TopKSelection.column(keys[i])
            indices[i] = Int32(column)
            values[i] = row[column]
        }
    }

    static func key(_ number: Float, _ column: Int32) -> UInt64 {
        // -0 and 0 are equal numbers; NaN is below everything.
        let bits = (number == 0 ? 0 : number).bitPattern
        let ordered = number.isNaN ? 0 : (bits >> 31 == 1 ? ~bits : bits | 0x8000_0000)
        return UInt64(ordered) << 32 | UInt64(~UInt32(bitPattern: column))
    }

    static func column(_ key: UInt64) -> Int { Int(~UInt32(truncatingIfNeeded: key)) }

    /// Moves the k greatest keys to the front (Hoare's selection) and, of these, the least to place k - 1. Keys differ.
    static func partition(_ keys: UnsafeMutablePointer<UInt64>, _ count: Int, _ k: Int) {
        var low = 0, high = count - 1
        while low < high {
            let a = keys[low], b = keys[(low + high) / 2], c = keys[high]
            let pivot = max(min(a, b), min(max(a, b), c))
            var i = low, j = high
            while i <= j {
                while keys[i] > pivot { i += 1 }
                while keys[j] < pivot { j -= 1 }
                if i <= j {
                    (keys[i], keys[j]) = (keys[j], keys[i])
                    i += 1
                    j -= 1
                }
            }
            if k - 1 <= j {
                high = j
            } else if k - 1 >= i {
                low = i
            } else {
                return
            }
        }
    }
}
