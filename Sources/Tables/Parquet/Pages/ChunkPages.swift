import CZlib

/// The pages of a column chunk in order; what is passed over is not touched but for its header.
struct ChunkPages {
    private let bytes: Bytes
    private var position = 0
    private var pending: (header: PageHeader, body: Int)?
    /// Which page is next, from 0, for messages.
    private(set) var number = 0
    /// Values and nulls of the data pages that are still to come.
    private(set) var values: Int

    init(_ bytes: Bytes, values: Int) throws(Damage) {
        guard values >= 0 else { throw Damage("has \(values) values") }
        self.bytes = bytes
        self.values = values
    }

    /// The next page's header; nil once the chunk's values have all come.
    mutating func peek() throws(Damage) -> PageHeader? {
        if let pending { return pending.header }
        guard values > 0 else { return nil }
        guard position < bytes.count else { throw Damage("has pages for \(values) values too few") }
        var reader = CompactReader(bytes, at: position)
        let header = try PageHeader(&reader)
        guard header.compressedSize <= bytes.count - reader.position else {
            throw Damage("has a page of \(header.compressedSize) bytes with \(bytes.count - reader.position) left in its chunk")
        }
        if header.kind == .data || header.kind == .dataV2, header.values > values {
            throw Damage("has a page of \(header.values) values where \(values) are left in its chunk")
        }
        pending = (header, reader.position)
        return header
    }

    /// Goes on behind the page that `peek` gave, and gives its bytes as they are in the file.
    mutating func pass() throws(Damage) -> Bytes {
        guard let (header, body) = pending else { return .none }
        pending = nil
        number += 1
        position = body + header.compressedSize
        if header.kind == .data || header.kind == .dataV2 { values -= header.values }
        return try bytes.part(from: body, count: header.compressedSize, "a page")
    }

    /// Throws where a page's checksum is there and is not that of its bytes.
    static func check(_ page: Bytes, _ header: PageHeader) throws(Damage) {
        guard let wanted = header.checksum else { return }
        let sum = crc32_z(0, page.start.assumingMemoryBound(to: UInt8.self), page.count)
        guard UInt32(truncatingIfNeeded: sum) == wanted else { throw Damage("has other bytes than its checksum (CRC-32) was made of") }
    }
}
