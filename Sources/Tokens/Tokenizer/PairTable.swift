/// A table from pairs of token ids to a number: open-addressed, at most half full.
struct PairTable: Sendable {
    private var keys: [UInt64]
    private var values: [UInt64]
    private(set) var count = 0

    /// What a pair that is not in the table has as its value.
    static let absent = UInt64.max

    /// Room for `count` pairs.
    init(count: Int) {
        let size = tableSize(for: count)
        keys = [UInt64](repeating: .max, count: size)
        values = [UInt64](repeating: Self.absent, count: size)
    }

    subscript(left: Int32, right: Int32) -> UInt64 {
        values[slot(Self.key(left, right))]
    }

    /// Sets a pair's value; a later one replaces an earlier one.
    mutating func set(_ left: Int32, _ right: Int32, to value: UInt64) {
        let key = Self.key(left, right)
        let slot = slot(key)
        if keys[slot] == .max {
            precondition(count < keys.count / 2, "a pair table made for fewer pairs")
            count += 1
            keys[slot] = key
        }
        values[slot] = value
    }

    private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    private func slot(_ key: UInt64) -> Int {
        let mask = keys.count - 1
        let hash = key &* 0x9E37_79B9_7F4A_7C15
        var slot = Int(truncatingIfNeeded: hash >> 32) & mask
        while keys[slot] != key, keys[slot] != .max { slot = (slot + 1) & mask }
        return slot
    }
}
