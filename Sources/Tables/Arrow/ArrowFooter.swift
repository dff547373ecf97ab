import Files

/// The footer of an Arrow file: the schema, and where each record batch lies.
///
/// It is a FlatBuffer `Footer`; behind it there are its length (i32) and `ARROW1`. What lies between the blocks is nobody's
/// business: polars has a schema there that is no message. Source: arrow/format/File.fbs.
struct ArrowFooter {
    /// A message: bytes of the file, the first of them its metadata with the mark and the length in front.
    struct Block {
        let metadata: Range<Int>
        let body: Range<Int>
    }

    /// The metadata's version, 3 for V4 and 4 for V5.
    let version: Int16
    let schema: FlatTable
    /// In the order of their rows.
    private(set) var batches: [Block] = []

    /// - Parameter file: the whole file, whose beginning and end have been looked at.
    init(of file: UnsafeRawBufferPointer) throws(FlatBufferDamage) {
        let end = file.count - ArrowStream.magic.count - 4
        let length = Int(try FlatTable.read(Int32.self, file, at: end))
        // In front lie the magic and two bytes of padding.
        guard length > 0, length <= end - 8 else {
            throw FlatBufferDamage(what: "its footer has \(length) bytes in a file of \(file.count)")
        }
        let start = end - length
        let footer = try FlatTable(root: UnsafeRawBufferPointer(rebasing: file[start..<end]))
        version = try footer.number(0, absent: 0)
        guard version == 3 || version == 4 else {
            throw FlatBufferDamage(what: "its footer has the version V\(Int(version) + 1); V4 and V5 are read")
        }
        guard let schema = try footer.table(1) else { throw FlatBufferDamage(what: "there is no schema in its footer") }
        self.schema = schema
        // A block is its offset (i64), the bytes of metadata (i32), 4 of padding, and those of the body (i64).
        let blocks = try footer.vector(3, width: 24)
        for index in 0..<blocks.count {
            let offset = blocks.long(index), rest = blocks.long(index, at: 8) & 0xFFFF_FFFF, body = blocks.long(index, at: 16)
            guard offset >= 8, offset <= start, rest >= 8, rest <= Int64(start) - offset, body >= 0,
                body <= Int64(start) - offset - rest
            else {
                throw FlatBufferDamage(
                    what: "its block \(index), \(rest) and \(body) bytes from \(offset), lies outside of the \(start) bytes before "
                        + "the footer")
            }
            let middle = Int(offset + rest)
            batches.append(Block(metadata: Int(offset)..<middle, body: middle..<middle + Int(body)))
        }
        // One batch named a thousand times would have a thousand times the rows that its bytes can hold.
        let sorted = batches.sorted { $0.metadata.lowerBound < $1.metadata.lowerBound }
        for (block, next) in zip(sorted, sorted.dropFirst()) where block.body.upperBound > next.metadata.lowerBound {
            throw FlatBufferDamage(what: "its blocks at bytes \(block.metadata.lowerBound) and \(next.metadata.lowerBound) overlap")
        }
    }
}
