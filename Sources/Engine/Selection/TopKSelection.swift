import CKernels

/// Chooses the k largest of a row without sorting it.
///
/// The quick way: put the columns in 2k groups and take each group's maximum; the k-th best of these is an element that
/// k elements reach, so all of the k largest reach it, and of random numbers only 1.4 k do. Those are collected and cut.
/// The way that always works: what exceeds the k-th best so far is collected, and now and then cut back to the k best.
/// Both choose the same elements; which one runs depends on the row alone.
struct TopKSelection {
    let kernels: ck_kernels
    let k: Int
    /// Candidates as keys that order as we want: the number's bits made monotone, then the lower column first.
    let keys: UnsafeMutablePointer<UInt64>
    let columns: UnsafeMutablePointer<Int32>
    let numbers: UnsafeMutablePointer<Float>

    /// Elements of a row that are looked at between two cuts.
    static let strip = 1024
    /// Elements that `columns` and `numbers` have room for.
    static func stripRoom(k: Int) -> Int { max(strip, 4 * k) }
    /// Elements that `keys` has room for.
    static func keyRoom(k: Int) -> Int { 4 * k + 2 * strip }

    func choose(
        from row: UnsafePointer<Float>, _ count: Int,
        values: UnsafeMutablePointer<Float>, indices: UnsafeMutablePointer<Int32>
    ) {
        let candidates = collectByGroups(row, count) ?? collectByLimit(row, count)
        TopKSelection.partition(keys, candidates, k)
        var best = UnsafeMutableBufferPointer(start: keys, count: k)
        best.sort(by: >)
        for i in 0..<k {
            let column = TopKSelection.column(keys[i])
            indices[i] = Int32(column)
            values[i] = row[column]
        }
    }

    /// How many candidates the quick way leaves in `keys`; nil where it has nothing to offer: a short row, one with
    /// few numbers, or one with too many equal ones.
    private func collectByGroups(_ row: UnsafePointer<Float>, _ count: Int) -> Int? {
        let groups = max(64, (2 * k + 15) / 16 * 16)
        if count < 4 * groups { return nil }
        kernels.group_max(row, count, numbers, groups)
        for j in 0..<groups { keys[j] = TopKSelection.key(numbers[j], Int32(j)) }
        TopKSelection.partition(keys, groups, k)
        let reached = numbers[TopKSelection.column(keys[k - 1])]
        if reached == -.infinity { return nil }
        let room = TopKSelection.stripRoom(k: k)
        let found = kernels.compress_above(row, reached.nextDown, count, 0, columns, numbers, room)
        if found > room { return nil }
        for i in 0..<found { keys[i] = TopKSelection.key(numbers[i], columns[i]) }
        return found
    }

    private func collectByLimit(_ row: UnsafePointer<Float>, _ count: Int) -> Int {
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
        return candidates
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
