/// DELTA_BINARY_PACKED: whole numbers as packed differences, in blocks with a smallest difference of their own.
///
/// Source: "Parquet encodings", DELTA_BINARY_PACKED. Sums wrap around, as the encoding wants it.
struct DeltaDecoder {
    private let bytes: Bytes
    private var reader: CompactReader
    /// Values in each miniblock, and miniblocks in each block.
    private let size: Int
    private let miniblocks: Int
    /// How many values are still to come.
    private(set) var left: Int
    private var value: Int
    private var isFirst = true
    private var smallest = 0
    /// Where the widths of the block's miniblocks stand, and which is next.
    private var widths = 0
    private var next: Int
    /// The current miniblock's: differences left, their width, and the bit at which the next begins.
    private var inMiniblock = 0
    private var width = 0
    private var bit = 0
    /// Where the bytes of the next miniblock or block begin.
    private var position = 0

    init(_ bytes: Bytes) throws(Damage) {
        self.bytes = bytes
        reader = CompactReader(bytes)
        let block = try reader.varint()
        let parts = try reader.varint()
        let count = try reader.varint()
        value = try reader.integer()
        guard parts > 0, block > 0, block <= 1 << 24, parts <= block, block % parts == 0, (block / parts) % 8 == 0 else {
            throw Damage("has delta blocks of \(block) values in \(parts) parts")
        }
        guard count <= UInt64(Int32.max) else { throw Damage("promises \(count) delta-encoded values") }
        size = Int(block / parts)
        miniblocks = Int(parts)
        left = Int(count)
        next = miniblocks
        position = reader.position
    }

    /// The next values in order, up to `count`, given to `body`. Throws where there are fewer.
    @inline(__always)
    mutating func take(_ count: Int, _ body: (Int) -> Void) throws(Damage) {
        guard count <= left else { throw Damage("has \(left) more delta-encoded values where \(count) are needed") }
        var wanted = count
        if isFirst, wanted > 0 {
            isFirst = false
            left -= 1
            wanted -= 1
            body(value)
        }
        while wanted > 0 {
            if inMiniblock == 0 { try begin() }
            let taken = min(wanted, inMiniblock)
            var sum = value
            var at = bit
            for _ in 0..<taken {
                let delta = BitReading.number(bytes.start, count: bytes.count, bit: at, width: width)
                sum = sum &+ smallest &+ Int(truncatingIfNeeded: delta)
                at += width
                body(sum)
            }
            (value, bit) = (sum, at)
            wanted -= taken
            left -= taken
            inMiniblock -= taken
        }
    }

    /// Where the bytes behind all values begin, without decoding them.
    func end() throws(Damage) -> Int {
        var copy = self
        if copy.isFirst, copy.left > 0 {
            copy.isFirst = false
            copy.left -= 1
        }
        while copy.left > copy.inMiniblock {
            copy.left -= copy.inMiniblock
            copy.inMiniblock = 0
            try copy.begin()
        }
        return copy.position
    }

    private mutating func begin() throws(Damage) {
        if next == miniblocks {
            reader = CompactReader(bytes, at: position)
            smallest = try reader.integer()
            widths = reader.position
            position = try bytes.part(from: widths, count: miniblocks, "the widths of a delta block").count + widths
            next = 0
        }
        width = Int(bytes.start.load(fromByteOffset: widths + next, as: UInt8.self))
        next += 1
        guard width <= 64 else { throw Damage("packs differences of \(width) bits") }
        bit = position * 8
        inMiniblock = size
        // Writers may leave out the rest of the last miniblock, which holds no values.
        let whole = size / 8 * width
        let needed = (min(left, size) * width + 7) / 8
        guard needed <= bytes.count - position else { throw Damage("ends within a delta block") }
        position += min(whole, bytes.count - position)
    }
}
