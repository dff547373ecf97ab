import CZstd

/// Zstandard frames of a known decompressed size.
final class Zstd {
    private let context: OpaquePointer

    init() throws(Damage) {
        guard let context = ZSTD_createDCtx() else { throw Damage("there is no memory to decompress zstd") }
        self.context = context
    }

    deinit { ZSTD_freeDCtx(context) }

    /// The most bytes that `count` compressed ones can become: a block of 128 KiB that repeats a byte takes four.
    static func most(from count: Int) -> Int { count > 1 << 40 ? .max : count * (1 << 15) + 64 }

    func decompress(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) throws(Damage) {
        let size = ZSTD_decompressDCtx(context, target.baseAddress, target.count, source.baseAddress, source.count)
        guard ZSTD_isError(size) == 0 else {
            throw Damage("its zstd data is broken: \(String(cString: ZSTD_getErrorName(size)))")
        }
        guard size == target.count else { throw Damage("its zstd data has \(size) bytes instead of \(target.count)") }
    }
}
