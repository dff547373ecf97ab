/// The definition and repetition levels of a page, some thousands at a time.
///
/// A value's definition level says how many of the optional nodes above it are there; its repetition level is 0 where a
/// row begins.
struct Levels {
    let definitions: NumberBuffer
    let repetitions: NumberBuffer
    /// The batch's next entry and its end.
    var next = 0
    private(set) var end = 0
    /// The page's entries that are in no batch yet.
    private var left = 0
    private var definitionRuns: RunDecoder?
    private var repetitionRuns: RunDecoder?
    private let leaf: Leaf
    private let most: Int

    init(_ leaf: Leaf) {
        self.leaf = leaf
        // Strings of a list are counted only when their batch ends.
        if case .text = leaf.form, leaf.isList { most = 1024 } else { most = IndexDecoder.most }
        definitions = NumberBuffer(leaf.definition > 0 ? most : 0)
        repetitions = NumberBuffer(leaf.isList ? most : 0)
    }

    /// Entries of the page that are still to come, those of the batch among them.
    var remaining: Int { left + end - next }

    /// Begins a page of so many entries.
    mutating func begin(_ count: Int, definitions: Bytes, repetitions: Bytes) throws(Damage) {
        (next, end, left) = (0, 0, count)
        definitionRuns = leaf.definition > 0 ? try RunDecoder(definitions, width: Self.width(leaf.definition)) : nil
        repetitionRuns = leaf.isList ? try RunDecoder(repetitions, width: Self.width(leaf.repetition)) : nil
    }

    /// Takes the next batch; the last one is used up. False at the page's end.
    mutating func fill() throws(Damage) -> Bool {
        guard left > 0 else { return false }
        let count = min(left, most)
        try repetitionRuns?.take(count, into: repetitions.numbers)
        if definitionRuns != nil {
            try definitionRuns?.take(count, into: definitions.numbers)
            let largest = definitions.largest(count)
            guard largest <= UInt32(leaf.definition) else {
                throw Damage("has the definition level \(largest) where \(leaf.definition) is the highest")
            }
        }
        (next, end) = (0, count)
        left -= count
        return true
    }

    /// Bits of a level up to a highest one.
    static func width(_ highest: Int) -> Int { Int.bitWidth - highest.leadingZeroBitCount }
}
