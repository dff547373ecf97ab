/// A model's pieces and their ids, keyed by UTF-8 bytes.
///
/// Pieces lie end to end in one pool; an open-addressed table finds a piece, an array finds an id.
struct Vocabulary: Sendable {
    private var pool: [UInt8] = []
    /// Piece `e` is `pool[starts[e]..<starts[e + 1]]`.
    private var starts: [Int] = [0]
    private var ids: [Int32] = []
    private var slots: [Int32]
    private var entryOfID: [Int32] = []

    /// Ids above this are refused, so that a damaged file cannot ask for an enormous table.
    static let largestAllowedID = 1 << 24

    /// Room for `count` pieces.
    init(count: Int) {
        slots = [Int32](repeating: -1, count: tableSize(for: count))
    }

    /// How many pieces there are.
    var count: Int { ids.count }

    /// One more than the largest id, 0 without pieces.
    var idLimit: Int { entryOfID.count }

    func id(of piece: ArraySlice<UInt8>) -> Int32? {
        let slot = slot(of: piece)
        return slots[slot] < 0 ? nil : ids[Int(slots[slot])]
    }

    /// The piece with an id, nil if no piece has it.
    func piece(_ id: Int32) -> ArraySlice<UInt8>? {
        guard id >= 0, Int(id) < entryOfID.count, entryOfID[Int(id)] >= 0 else { return nil }
        return piece(entry: Int(entryOfID[Int(id)]))
    }

    /// Adds a piece. Returns false when the piece or the id is already taken.
    mutating func insert(_ piece: ArraySlice<UInt8>, id: Int32) -> Bool {
        let slot = slot(of: piece)
        guard slots[slot] < 0 else { return false }
        if Int(id) >= entryOfID.count {
            entryOfID.append(contentsOf: repeatElement(-1, count: Int(id) + 1 - entryOfID.count))
        }
        guard entryOfID[Int(id)] < 0 else { return false }
        precondition(ids.count < slots.count / 2, "a vocabulary made for fewer pieces")
        slots[slot] = Int32(ids.count)
        entryOfID[Int(id)] = Int32(ids.count)
        ids.append(id)
        pool.append(contentsOf: piece)
        starts.append(pool.count)
        return true
    }

    private func piece(entry: Int) -> ArraySlice<UInt8> { pool[starts[entry]..<starts[entry + 1]] }

    /// The slot that holds the piece, or the empty one where it belongs.
    private func slot(of piece: ArraySlice<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in piece { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var slot = Int(truncatingIfNeeded: hash ^ hash >> 29) & (slots.count - 1)
        while slots[slot] >= 0, !isPiece(Int(slots[slot]), piece) { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    /// By index: a large vocabulary's file asks a million and a half times.
    private func isPiece(_ entry: Int, _ wanted: ArraySlice<UInt8>) -> Bool {
        let start = starts[entry], from = wanted.startIndex
        guard starts[entry + 1] - start == wanted.count else { return false }
        var i = 0
        while i < wanted.count, pool[start + i] == wanted[from + i] { i += 1 }
        return i == wanted.count
    }
}

/// The power of two that keeps an open-addressed table of `count` entries at most half full.
func tableSize(for count: Int) -> Int {
    var size = 16
    while size < 2 * (count + 1) { size *= 2 }
    return size
}
