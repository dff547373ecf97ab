/// The buffers of one batch whose body is compressed with zstd, decompressed when they are asked for and kept while the
/// batch is read.
///
/// A buffer is the length of what it holds (i64) and a zstd frame; -1: the bytes behind it as they are; an empty buffer has
/// no length. Source: arrow/format/Message.fbs, `BodyCompression`.
final class ArrowDecompressed {
    private var kept: [Int: UnsafeMutableRawBufferPointer] = [:]
    private var total = 0
    private var zstd: Zstd?

    /// The most bytes of one buffer, and of all that are read of a batch: a bomb ends here.
    static let largest = (buffer: 1 << 29, batch: 1 << 31)

    deinit { for memory in kept.values { memory.deallocate() } }

    /// Buffer `index` of the batch. It lives as long as this does.
    func buffer(_ index: Int, _ source: UnsafeRawBufferPointer) throws(Damage) -> UnsafeRawBufferPointer {
        guard !source.isEmpty else { return source }
        if let memory = kept[index] { return UnsafeRawBufferPointer(memory) }
        let size = try Self.size(of: source), rest = UnsafeRawBufferPointer(rebasing: source[8...])
        guard let size else { return rest }
        guard total + size <= Self.largest.batch else {
            throw Damage("its batch holds more than \(Self.largest.batch) bytes; write it in smaller batches")
        }
        if zstd == nil { zstd = try Zstd() }
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        kept[index] = memory
        total += size
        do throws(Damage) {
            try zstd?.decompress(rest, into: memory)
        } catch {
            kept[index] = nil
            memory.deallocate()
            throw error
        }
        return UnsafeRawBufferPointer(memory)
    }

    /// How many bytes a buffer that is not empty says it holds; nil: it is not compressed.
    static func size(of source: UnsafeRawBufferPointer) throws(Damage) -> Int? {
        guard source.count >= 8 else { throw Damage("a compressed buffer has \(source.count) bytes") }
        let stated = Int64(littleEndian: source.loadUnaligned(as: Int64.self))
        guard stated != -1 else { return nil }
        guard stated >= 0, stated <= largest.buffer, stated <= Zstd.most(from: source.count - 8) else {
            throw Damage("a buffer of \(stated) bytes cannot come from \(source.count) compressed with zstd, or is over \(largest.buffer)")
        }
        return Int(stated)
    }
}
