/// The numbers of a dictionary's entries, checked against its size.
struct IndexDecoder {
    /// At most so many at a time.
    static let most = 8192

    private var runs: RunDecoder
    private let entries: UInt32
    /// The last ones taken.
    let indices = NumberBuffer(Self.most)

    /// - Parameter bytes: the width in bits, then runs.
    init(_ bytes: Bytes, entries: Int) throws(Damage) {
        self.entries = UInt32(clamping: entries)
        // A page without a value may be without a width.
        guard bytes.count > 0 else {
            runs = try RunDecoder(.none, width: 0)
            return
        }
        let width = Int(bytes.start.load(as: UInt8.self))
        runs = try RunDecoder(bytes.rest(from: 1, "the indices"), width: width)
    }

    /// Takes the next `count`, which is at most `most`, into `indices`.
    mutating func take(_ count: Int) throws(Damage) {
        try runs.take(count, into: indices.numbers)
        let largest = indices.largest(count)
        guard count == 0 || largest < entries else { throw Damage("names entry \(largest) of a dictionary of \(entries)") }
    }
}
