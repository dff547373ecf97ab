/// Snappy's block format: a length, then literals and copies of what came before.
///
/// Source: "Snappy compressed format description" (google/snappy, format_description.txt).
enum Snappy {
    /// The most bytes that `count` compressed ones can become: a copy of 64 bytes takes three.
    static func most(from count: Int) -> Int { count > 1 << 40 ? .max : count * 22 + 64 }

    /// Decompresses into memory of exactly the size that the block promises.
    static func decompress(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) throws(Damage) {
        var at = 0
        let size = try length(source, &at)
        guard size == target.count else { throw Damage("has \(size) bytes of Snappy instead of \(target.count)") }
        guard let from = source.baseAddress, let to = target.baseAddress, size > 0 else {
            guard at == source.count else { throw wrongSize }
            return
        }
        var block = Snappy.Block(from: from, end: source.count, to: to, size: size, at: at)
        while block.at < block.end {
            try block.quickly()
            try block.one()
        }
        guard block.done == size else { throw wrongSize }
    }

    fileprivate static var wrongSize: Damage { Damage("has Snappy data that ends too soon or goes on too long") }

    private static func length(_ source: UnsafeRawBufferPointer, _ at: inout Int) throws(Damage) -> Int {
        var size = 0
        for shift in stride(from: 0, through: 28, by: 7) {
            guard at < source.count else { throw Damage("has Snappy data that ends within its length") }
            let byte = Int(source[at])
            at += 1
            size |= (byte & 0x7f) << shift
            if byte < 0x80 { return size }
        }
        throw Damage("has Snappy data with a length of more than five bytes")
    }

    /// What is being decompressed, and how far.
    fileprivate struct Block {
        let from: UnsafeRawPointer
        let end: Int
        let to: UnsafeMutableRawPointer
        let size: Int
        var at: Int
        var done = 0
    }
}

extension Snappy.Block {
    /// The next element, with nothing read or written beyond it.
    mutating func one() throws(Damage) {
        guard at < end else { return }
        let tag = Int(from.load(fromByteOffset: at, as: UInt8.self))
        at += 1
        switch tag & 3 {
        case 0:
            let count = tag >> 2 + 1
            try literal(count > 60 ? number(count - 60) + 1 : count)
        case 1: try copy(tag >> 2 & 7 + 4, from: (tag >> 5) << 8 | number(1))
        case 2: try copy(tag >> 2 + 1, from: number(2))
        default: try copy(tag >> 2 + 1, from: number(4))
        }
    }

    private mutating func number(_ bytes: Int) throws(Damage) -> Int {
        guard bytes <= end - at else { throw Snappy.wrongSize }
        var number = 0
        for i in 0..<bytes { number |= Int(from.load(fromByteOffset: at + i, as: UInt8.self)) << (8 * i) }
        at += bytes
        return number
    }

    private mutating func literal(_ count: Int) throws(Damage) {
        guard count <= end - at, count <= size - done else { throw Snappy.wrongSize }
        (to + done).copyMemory(from: from + at, byteCount: count)
        at += count
        done += count
    }

    private mutating func copy(_ count: Int, from offset: Int) throws(Damage) {
        guard offset > 0, offset <= done else { throw wrongOffset(offset, done) }
        guard count <= size - done else { throw Snappy.wrongSize }
        // Where they overlap, what was just written repeats.
        for i in done..<done + count {
            to.storeBytes(of: to.load(fromByteOffset: i - offset, as: UInt8.self), toByteOffset: i, as: UInt8.self)
        }
        done += count
    }

    private func wrongOffset(_ offset: Int, _ done: Int) -> Damage {
        Damage("has Snappy data that copies from \(offset) bytes back where there are \(done)")
    }

    /// Elements for as long as neither end is near and no long literal comes: their numbers are read with one load, and
    /// bytes move in sixteens; those too many do no harm, since what follows is written over them.
    mutating func quickly() throws(Damage) {
        var i = at
        var o = done
        defer { (at, done) = (i, o) }
        while end - i >= 80, size - o >= 80 {
            let tag = Int(from.load(fromByteOffset: i, as: UInt8.self))
            let kind = tag & 3
            let target = to + o
            if kind == 0 {
                let count = tag >> 2 &+ 1
                guard count <= 60 else { return }
                move(from + (i &+ 1), target, count)
                i &+= count &+ 1
                o &+= count
                continue
            }
            let word = Int(UInt32(littleEndian: (from + (i &+ 1)).loadUnaligned(as: UInt32.self)))
            let extra = kind == 3 ? 4 : kind
            let count = kind == 1 ? tag >> 2 & 7 &+ 4 : tag >> 2 &+ 1
            let offset = word & (1 << (extra &* 8) &- 1) | (kind == 1 ? (tag >> 5) << 8 : 0)
            guard offset > 0, offset <= o else { throw wrongOffset(offset, o) }
            let source = UnsafeRawPointer(to + (o &- offset))
            if offset >= 16 {
                move(source, target, count)
            } else {
                for k in 0..<count { target.storeBytes(of: source.load(fromByteOffset: k, as: UInt8.self), toByteOffset: k, as: UInt8.self) }
            }
            i &+= extra &+ 1
            o &+= count
        }
    }

    /// Up to 64 bytes, and some behind them; `target` is not within 16 behind `source`.
    @inline(__always)
    private func move(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ count: Int) {
        sixteen(source, target)
        guard count > 16 else { return }
        sixteen(source + 16, target + 16)
        guard count > 32 else { return }
        sixteen(source + 32, target + 32)
        sixteen(source + 48, target + 48)
    }

    @inline(__always)
    private func sixteen(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer) {
        target.storeBytes(of: source.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
    }
}
