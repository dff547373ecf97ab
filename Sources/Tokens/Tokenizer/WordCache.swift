/// What runs of symbols merged to, for those met lately.
///
/// Memory is bounded: when either the table or the store of ids is full, everything is forgotten. The
/// result of an encoding does not depend on what the cache holds.
struct WordCache: Sendable {
    /// Longer runs are not kept: they seldom come twice.
    static let longestRun = 48
    private static let slotCount = 1 << 16
    private static let storeLimit = 1 << 20

    private struct Entry {
        var hash: UInt64
        var start: UInt32
        /// Zero marks an empty slot.
        var symbolCount: UInt16
        var idCount: UInt16
    }

    private var entries: [Entry] = []
    private var store: [Int32] = []
    private var count = 0

    /// Appends the ids of `symbols[range]` to `ids` if they are known.
    func append(_ symbols: [Int32], _ range: Range<Int>, hash: UInt64, to ids: inout [Int32]) -> Bool {
        guard !entries.isEmpty else { return false }
        var slot = Int(truncatingIfNeeded: hash) & (Self.slotCount - 1)
        while entries[slot].symbolCount > 0 {
            let entry = entries[slot]
            if entry.hash == hash, Int(entry.symbolCount) == range.count {
                let start = Int(entry.start)
                var k = 0
                while k < range.count, store[start + k] == symbols[range.lowerBound + k] { k += 1 }
                if k == range.count {
                    for j in 0..<Int(entry.idCount) { ids.append(store[start + k + j]) }
                    return true
                }
            }
            slot = (slot + 1) & (Self.slotCount - 1)
        }
        return false
    }

    /// Remembers that `symbols[range]` became `ids`.
    mutating func insert(_ symbols: [Int32], _ range: Range<Int>, hash: UInt64, ids: ArraySlice<Int32>) {
        if entries.isEmpty || count >= Self.slotCount / 2 || store.count + 2 * range.count > Self.storeLimit {
            entries = [Entry](
                repeating: Entry(hash: 0, start: 0, symbolCount: 0, idCount: 0), count: Self.slotCount)
            store.removeAll(keepingCapacity: true)
            count = 0
        }
        var slot = Int(truncatingIfNeeded: hash) & (Self.slotCount - 1)
        while entries[slot].symbolCount > 0 { slot = (slot + 1) & (Self.slotCount - 1) }
        entries[slot] = Entry(
            hash: hash, start: UInt32(store.count), symbolCount: UInt16(range.count), idCount: UInt16(ids.count))
        store.append(contentsOf: symbols[range])
        store.append(contentsOf: ids)
        count += 1
    }
}
