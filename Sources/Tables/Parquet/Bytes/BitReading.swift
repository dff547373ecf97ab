/// Numbers of a few bits each, packed from the lowest bit of the first byte on, as Parquet packs them.
enum BitReading {
    /// The number of `width` bits (0…64) that begins at bit `bit`. The caller has checked that its last bit lies within
    /// `count` bytes.
    @inline(__always)
    static func number(_ start: UnsafeRawPointer, count: Int, bit: Int, width: Int) -> UInt64 {
        let byte = bit >> 3
        let shift = UInt64(bit & 7)
        if width <= 56, byte <= count - 8 {
            let word = UInt64(littleEndian: (start + byte).loadUnaligned(as: UInt64.self))
            return (word >> shift) & (1 << UInt64(width) &- 1)
        }
        return slowly(start, bit: bit, width: width)
    }

    /// The same, byte by byte: near the end, and for wide numbers.
    static func slowly(_ start: UnsafeRawPointer, bit: Int, width: Int) -> UInt64 {
        var number: UInt64 = 0
        var have = 0
        var bit = bit
        while have < width {
            let taken = min(8 - bit & 7, width - have)
            let byte = UInt64(start.load(fromByteOffset: bit >> 3, as: UInt8.self))
            number |= (byte >> UInt64(bit & 7) & (1 << UInt64(taken) &- 1)) << UInt64(have)
            have += taken
            bit += taken
        }
        return number
    }

    /// How many bytes so many numbers take; nil where that is beyond an `Int`.
    static func bytes(_ numbers: Int, width: Int) -> Int? {
        let (bits, over) = numbers.multipliedReportingOverflow(by: width)
        return over || bits > Int.max - 7 ? nil : (bits + 7) / 8
    }
}
