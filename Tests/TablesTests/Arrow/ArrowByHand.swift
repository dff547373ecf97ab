/// An Arrow stream worked out by hand from the format's description, byte by byte: one column `n` of 32-bit whole numbers,
/// one batch with the rows 7 and -8.
///
/// A table's vtable lies right before it; the comments give each part's place in its message.
struct ArrowByHand {
    static func u16(_ numbers: Int...) -> [UInt8] { numbers.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] } }
    static func u32(_ numbers: Int...) -> [UInt8] { numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } } }
    static func u64(_ numbers: Int...) -> [UInt8] { numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } } }

    /// The table `Message` at 16 and its vtable at 4: version V5, one of the union, where that is, the body's length.
    static func message(kind: UInt8, header: Int, body: Int) -> [UInt8] {
        var bytes = u32(16)  // 0: where the root table is
        bytes += u16(12, 20, 4, 6, 8, 12)  // 4: vtable: its size, the table's, where the four fields are in it
        bytes += u32(12)  // 16: the vtable is 12 bytes before
        bytes += u16(4) + [kind, 0]  // 20
        bytes += u32(header - 24)  // 24
        return bytes + u64(body)  // 28
    }

    var schema: [UInt8] = {
        var bytes = message(kind: 1, header: 44, body: 0)
        bytes += u16(8, 8, 0, 4)  // 36: Schema's vtable; endianness is absent
        bytes += u32(8, 4)  // 44: Schema; 48: its fields are 4 further
        bytes += u32(1, 16)  // 52: one field; 56: it is 16 further
        bytes += u16(12, 16, 4, 0, 8, 12)  // 60: Field's vtable: name, nullable, which type, the type
        bytes += u32(12, 12)  // 72: Field; 76: its name is 12 further
        bytes += [2, 0, 0, 0] + u32(20)  // 80: Int; 84: 20 further
        bytes += u32(1) + Array("n".utf8) + [0, 0, 0]  // 88
        bytes += u16(8, 12, 4, 8)  // 96: Int's vtable: bits, signed
        return bytes + u32(8, 32) + [1, 0, 0, 0] + [0, 0, 0, 0]  // 104: Int; padding to 120
    }()

    var batch: [UInt8] = {
        var bytes = message(kind: 3, header: 48, body: 8)
        bytes += u16(10, 20, 4, 12, 16) + [0, 0]  // 36: RecordBatch's vtable: length, nodes, buffers
        bytes += u32(12) + u64(2) + u32(8, 24)  // 48: RecordBatch: 2 rows; 60: nodes 8 further; 64: buffers 24 further
        bytes += u32(1) + u64(2, 0)  // 68: one node: 2 values, no nulls
        return bytes + u32(2) + u64(0, 0, 0, 8) + [0, 0, 0, 0]  // 88: no bitmap; 8 bytes of values; padding to 128
    }()

    /// Makes it two strings as views, with so many buffers of bytes besides, by what the batch says.
    mutating func makeViews(buffers: Int) {
        schema[80] = 24
        batch = ArrowByHand.message(kind: 3, header: 52, body: 8)
        batch += ArrowByHand.u16(14, 24, 4, 12, 16, 0, 20) + [0, 0]  // 36: a vtable with counts of buffers
        batch += ArrowByHand.u32(16) + ArrowByHand.u64(2) + ArrowByHand.u32(12, 28, 60)  // 52
        batch += ArrowByHand.u32(1) + ArrowByHand.u64(2, 0)  // 76: the node
        batch += ArrowByHand.u32(2) + ArrowByHand.u64(0, 0, 0, 8)  // 96: no bitmap, the views
        batch += ArrowByHand.u32(1) + ArrowByHand.u64(buffers)  // 132
    }

    var body = u32(7, -8)

    /// 7 and -8 as a zstd frame: its mark, one segment whose size takes a byte, 8, and a last block of 8 bytes as they are.
    static let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 8, 8 << 3 | 1, 0, 0] + u32(7, -8)

    /// Makes the batch one that is compressed: 1 is zstd. `buffer` is that of the values, with the length in front.
    mutating func compress(codec: UInt8 = 1, _ buffer: [UInt8]) {
        batch = ArrowByHand.message(kind: 3, header: 48, body: buffer.count)
        batch += ArrowByHand.u16(12, 24, 4, 12, 16, 20)  // 36: RecordBatch's vtable: length, nodes, buffers, compression
        batch += ArrowByHand.u32(12) + ArrowByHand.u64(2) + ArrowByHand.u32(12, 28, 68)  // 48
        batch += ArrowByHand.u32(1) + ArrowByHand.u64(2, 0)  // 72: the node
        batch += ArrowByHand.u32(2) + ArrowByHand.u64(0, 0, 0, buffer.count)  // 92: no bitmap, the values
        batch += ArrowByHand.u16(6, 8, 4, 0) + ArrowByHand.u32(8) + [codec, 0, 0, 0]  // 128: BodyCompression's vtable; 136
        body = buffer + Array(repeating: 0, count: -buffer.count & 7)
    }

    static func framed(_ metadata: [UInt8]) -> [UInt8] { u32(-1, metadata.count) + metadata }

    /// The whole stream, with the mark of its end.
    var bytes: [UInt8] { ArrowByHand.framed(schema) + ArrowByHand.framed(batch) + body + ArrowByHand.u32(-1, 0) }

    /// A file's footer: the version V5, the schema, and one block of 136 bytes of metadata and 8 of body, or some of them.
    func footer(blocks: [(offset: Int, metadata: Int, body: Int)] = [(136, 136, 8)]) -> [UInt8] {
        typealias Hand = ArrowByHand
        var bytes = Hand.u32(16)  // 0: where the root table is
        bytes += Hand.u16(12, 16, 4, 8, 0, 12)  // 4: vtable: version, schema, no dictionaries, blocks
        bytes += Hand.u32(12) + Hand.u16(4, 0)  // 16: Footer
        bytes += Hand.u32(40 + 24 * blocks.count + 8 - 24, 8)  // 24: the schema's table; 28: the blocks are 8 further
        bytes += Hand.u32(0, blocks.count)  // 32
        for block in blocks { bytes += Hand.u64(block.offset) + Hand.u32(block.metadata, 0) + Hand.u64(block.body) }  // 40
        return bytes + schema[36...]
    }

    /// The file format: the messages between two marks, the second behind the footer and its length.
    func file(_ footer: [UInt8]) -> [UInt8] {
        Array("ARROW1\0\0".utf8) + bytes + footer + ArrowByHand.u32(footer.count) + Array("ARROW1".utf8)
    }

    /// A schema whose fields lead to the next one `width` times each, `depth` deep: 2 to the 30th from a few bytes.
    static func nested(depth: Int, width: Int) -> [UInt8] {
        var bytes = message(kind: 1, header: 44, body: 0) + u16(8, 8, 0, 4) + u32(8, 4) + u32(1, 60 + 16 - 56)
        for level in 0..<depth {
            let isLast = level == depth - 1, count = isLast ? 0 : width
            bytes += u16(16, 12, 0, 0, 4, 0, 0, 8)  // Field: which type, children
            bytes += u32(16) + [isLast ? 1 : 13, 0, 0, 0] + u32(4)
            bytes += u32(count)
            // The next one's vtable begins behind this vector, its table 16 further.
            for entry in 0..<count { bytes += u32(4 * (count - entry) + 16) }
        }
        return bytes + Array(repeating: 0, count: -bytes.count & 7)
    }
}
