/// Parquet's hybrid of runs (one number many times) and packed bits, of levels, dictionary indices and truth values.
///
/// Source: "Parquet encodings", RLE. Numbers come as asked for: a run that promises billions costs nothing.
struct RunDecoder {
    private let bytes: Bytes
    private let width: Int
    private var position = 0
    /// How many of a run are left, and what it repeats.
    private var repeats = 0
    private var repeated: UInt32 = 0
    /// How many packed numbers are left, and at which bit the next one begins.
    private var packed = 0
    private var bit = 0

    /// - Parameter width: bits of a number, 0…32.
    init(_ bytes: Bytes, width: Int) throws(Damage) {
        guard (0...32).contains(width) else { throw Damage("packs numbers of \(width) bits") }
        self.bytes = bytes
        self.width = width
    }

    /// The next `count` numbers, into memory that has room for them. Throws where there are fewer.
    mutating func take(_ count: Int, into target: UnsafeMutablePointer<UInt32>) throws(Damage) {
        guard width > 0 else {
            // Only one number has no bits; some writers then leave out the runs.
            target.update(repeating: 0, count: count)
            return
        }
        var done = 0
        while done < count {
            if repeats > 0 {
                let taken = min(repeats, count - done)
                (target + done).update(repeating: repeated, count: taken)
                repeats -= taken
                done += taken
            } else if packed > 0 {
                let taken = min(packed, count - done)
                unpack(taken, into: target + done)
                packed -= taken
                done += taken
            } else {
                try begin()
            }
        }
    }

    private mutating func begin() throws(Damage) {
        var reader = CompactReader(bytes, at: position)
        guard position < bytes.count else { throw Damage("has fewer values than it promises") }
        let head = try reader.varint()
        position = reader.position
        guard head >> 1 <= UInt64(Int32.max) else { throw Damage("has a run of \(head >> 1) values") }
        let length = Int(head >> 1)
        if head & 1 == 0 {
            let size = (width + 7) / 8
            guard size <= bytes.count - position else { throw Damage("ends within a run") }
            repeated = 0
            for i in 0..<size {
                repeated |= UInt32(bytes.start.load(fromByteOffset: position + i, as: UInt8.self)) << UInt32(8 * i)
            }
            guard width == 32 || repeated < 1 << UInt32(width) else { throw Damage("repeats \(repeated), which \(width) bits do not hold") }
            position += size
            repeats = length
        } else {
            // The last of the packed groups of 8 may be cut short by its writer: what is there counts.
            let size = min(length * width, bytes.count - position)
            packed = min(length * 8, size * 8 / width)
            bit = position * 8
            position += size
        }
    }

    private mutating func unpack(_ count: Int, into target: UnsafeMutablePointer<UInt32>) {
        let start = bytes.start
        let size = bytes.count
        let mask: UInt64 = 1 << UInt64(width) &- 1
        var at = bit
        var i = 0
        // A number of up to 32 bits lies within eight bytes, wherever in the first byte it begins.
        let fast = size >= 8 ? (size - 8) * 8 + 7 : -1
        while i < count, at <= fast {
            let word = UInt64(littleEndian: (start + (at >> 3)).loadUnaligned(as: UInt64.self))
            target[i] = UInt32(truncatingIfNeeded: word >> UInt64(at & 7) & mask)
            at += width
            i += 1
        }
        while i < count {
            target[i] = UInt32(truncatingIfNeeded: BitReading.slowly(start, bit: at, width: width))
            at += width
            i += 1
        }
        bit = at
    }
}
