/// Writes Thrift's compact protocol: the fields of one struct, in ascending order.
struct ThriftWriter {
    private(set) var bytes: [UInt8] = []
    private var last = 0

    static func varint(_ value: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        var left = value
        while left >= 0x80 {
            bytes.append(UInt8(left & 0x7f) | 0x80)
            left >>= 7
        }
        return bytes + [UInt8(left)]
    }

    static func zigzag(_ value: Int) -> [UInt8] { varint(UInt64(bitPattern: Int64(value << 1 ^ value >> 63))) }

    private mutating func head(_ id: Int, _ kind: UInt8) {
        bytes.append(UInt8(id - last) << 4 | kind)
        last = id
    }

    mutating func int32(_ id: Int, _ value: Int) {
        head(id, 5)
        bytes += Self.zigzag(value)
    }
    mutating func int64(_ id: Int, _ value: Int) {
        head(id, 6)
        bytes += Self.zigzag(value)
    }
    mutating func truth(_ id: Int, _ value: Bool) { head(id, value ? 1 : 2) }
    mutating func string(_ id: Int, _ value: String) {
        head(id, 8)
        bytes += Self.varint(UInt64(value.utf8.count)) + Array(value.utf8)
    }
    mutating func strings(_ id: Int, _ values: [String]) {
        list(id, 8, values.map { Self.varint(UInt64($0.utf8.count)) + Array($0.utf8) })
    }
    mutating func structure(_ id: Int, _ value: ThriftWriter) {
        head(id, 12)
        bytes += value.bytes + [0]
    }
    mutating func structures(_ id: Int, _ values: [ThriftWriter]) { list(id, 12, values.map { $0.bytes + [0] }) }

    private mutating func list(_ id: Int, _ kind: UInt8, _ elements: [[UInt8]]) {
        head(id, 9)
        bytes += elements.count < 15 ? [UInt8(elements.count) << 4 | kind] : [0xf0 | kind] + Self.varint(UInt64(elements.count))
        for element in elements { bytes += element }
    }
}

/// A Parquet file of one column, each page given by its bytes.
struct ParquetBuilder {
    struct Page {
        enum Kind { case data, dataV2, dictionary }
        var kind = Kind.data
        /// Values and nulls.
        var values: Int
        /// Of version 2.
        var rows = 0
        var encoding = 0
        /// Runs, without their lengths.
        var repetitions: [UInt8] = []
        var definitions: [UInt8] = []
        var bytes: [UInt8]
        /// What stands in the file instead of the bytes above once they are compressed; and the size it claims.
        var compressed: [UInt8]?
        var size: Int?
        /// CRC-32 of the page as it stands in the file, or whatever else.
        var checksum: Int?
    }

    /// Parquet's numbers: BYTE_ARRAY 6, INT32 1, INT64 2, FLOAT 4, BOOLEAN 0.
    var type = 6
    var isOptional = false
    var isList = false
    /// 0, or 1 for Snappy, of which pages are one literal; each page then has memory of its own.
    var codec = 0
    var rows: Int
    var pages: [Page]
    /// What the footer says when that is not so.
    var values: Int?

    var file: [UInt8] {
        var bytes = Array("PAR1".utf8)
        var dictionary: Int?
        var data: Int?
        for page in pages {
            if page.kind == .dictionary { dictionary = dictionary ?? bytes.count } else { data = data ?? bytes.count }
            bytes += encode(page)
        }
        let footer = footer(data: data ?? 4, dictionary: dictionary, size: bytes.count - 4)
        return bytes + footer + withUnsafeBytes(of: UInt32(footer.count).littleEndian) { Array($0) } + Array("PAR1".utf8)
    }

    private func encode(_ page: Page) -> [UInt8] {
        var body = page.bytes
        var levels: [UInt8] = []
        switch page.kind {
        case .data:
            for (runs, isThere) in [(page.repetitions, isList), (page.definitions, isOptional || isList)] where isThere {
                levels += withUnsafeBytes(of: UInt32(runs.count).littleEndian) { Array($0) } + runs
            }
            body = levels + body
            levels = []
        case .dataV2: levels = page.repetitions + page.definitions
        case .dictionary: break
        }
        let size = page.size ?? levels.count + body.count
        body = page.compressed ?? (codec == 1 ? Self.literal(body) : body)
        var header = ThriftWriter()
        header.int32(1, page.kind == .data ? 0 : page.kind == .dictionary ? 2 : 3)
        header.int32(2, size)
        header.int32(3, levels.count + body.count)
        if let checksum = page.checksum { header.int32(4, checksum) }
        var details = ThriftWriter()
        details.int32(1, page.values)
        switch page.kind {
        case .data:
            details.int32(2, page.encoding)
            details.int32(3, 3)
            details.int32(4, 3)
            header.structure(5, details)
        case .dictionary:
            details.int32(2, page.encoding)
            header.structure(7, details)
        case .dataV2:
            details.int32(2, 0)
            details.int32(3, page.rows)
            details.int32(4, page.encoding)
            details.int32(5, page.definitions.count)
            details.int32(6, page.repetitions.count)
            details.truth(7, true)
            header.structure(8, details)
        }
        return header.bytes + [0] + levels + body
    }

    /// A Snappy block of one literal.
    static func literal(_ bytes: [UInt8]) -> [UInt8] {
        let size = ThriftWriter.varint(UInt64(bytes.count))
        guard !bytes.isEmpty else { return size }
        return size + [63 << 2] + withUnsafeBytes(of: UInt32(bytes.count - 1).littleEndian) { Array($0) } + bytes
    }

    private func footer(data: Int, dictionary: Int?, size: Int) -> [UInt8] {
        var details = ThriftWriter()
        details.int32(1, type)
        details.strings(3, isList ? ["x", "list", "element"] : ["x"])
        details.int32(4, codec)
        details.int64(5, values ?? pages.reduce(0) { $0 + ($1.kind == .dictionary ? 0 : $1.values) })
        details.int64(6, size)
        details.int64(7, size)
        details.int64(9, data)
        if let dictionary { details.int64(11, dictionary) }
        var chunk = ThriftWriter()
        chunk.int64(2, 0)
        chunk.structure(3, details)
        var group = ThriftWriter()
        group.structures(1, [chunk])
        group.int64(2, size)
        group.int64(3, rows)
        var footer = ThriftWriter()
        footer.int32(1, 2)
        footer.structures(2, schema)
        footer.int64(3, rows)
        footer.structures(4, [group])
        return footer.bytes + [0]
    }

    private var schema: [ThriftWriter] {
        var root = ThriftWriter()
        root.string(4, "schema")
        root.int32(5, 1)
        var leaf = ThriftWriter()
        leaf.int32(1, type)
        leaf.int32(3, isOptional ? 1 : 0)
        leaf.string(4, isList ? "element" : "x")
        guard isList else { return [root, leaf] }
        // The list may always be missing: a definition level of 1 is an empty one, 0 none.
        var outer = ThriftWriter()
        outer.int32(3, 1)
        outer.string(4, "x")
        outer.int32(5, 1)
        outer.int32(6, 3)
        var middle = ThriftWriter()
        middle.int32(3, 2)
        middle.string(4, "list")
        middle.int32(5, 1)
        return [root, outer, middle, leaf]
    }
}
