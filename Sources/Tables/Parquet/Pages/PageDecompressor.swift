/// Turns a column's pages into what they were before compression.
final class PageDecompressor {
    private let codec: Int
    private var zstd: Zstd?

    /// Writers make pages of about a megabyte; one string may be longer, but not this.
    static let largest = 1 << 29

    init(codec: Int) { self.codec = codec }

    func bytes(of source: Bytes, size: Int) throws(Damage) -> Bytes {
        guard let codec = PageCodec(rawValue: codec), codec.isRead else {
            throw Damage("is compressed with \(PageCodec.name(self.codec)), which is not read here", isUnsupported: true)
        }
        guard size <= Self.largest else {
            throw Damage("has a page of \(size) bytes, and \(Self.largest) is the most allowed", isUnsupported: true)
        }
        let most =
            switch codec {
            case .snappy: Snappy.most(from: source.count)
            case .gzip: Gzip.most(from: source.count)
            case .zstd: Zstd.most(from: source.count)
            default: source.count
            }
        guard size <= most, codec != .uncompressed || size == source.count else {
            throw Damage("has a page of \(size) bytes, which cannot come from \(source.count) compressed with \(PageCodec.name(self.codec))")
        }
        // An empty page may have nothing at all where other pages have a frame.
        guard codec != .uncompressed, size > 0 || source.count > 0 else { return source }
        let memory = try PageMemory(size)
        let from = UnsafeRawBufferPointer(start: source.start, count: source.count)
        let to = UnsafeMutableRawBufferPointer(start: memory.start, count: size)
        switch codec {
        case .snappy: try Snappy.decompress(from, into: to)
        case .gzip: try Gzip.decompress(from, into: to)
        default:
            let zstd = if let kept = self.zstd { kept } else { try Zstd() }
            self.zstd = zstd
            try zstd.decompress(from, into: to)
        }
        return withExtendedLifetime(source) { memory.bytes }
    }
}
