import CZstd
package import Failures

/// Decompresses zstd frames as they come.
package final class ZstdStream {
    private let context: OpaquePointer
    private let file: String
    private var compressed: [UInt8] = []
    private var consumed = 0
    /// The last call filled its output, so that more may be waiting although all input is consumed.
    private var mayHoldMore = false
    /// What has come so far ends at the end of a frame.
    package private(set) var isComplete = false

    package init(file: String) throws(Failure) {
        guard let context = ZSTD_createDCtx() else { throw Failure(.failed, "no memory to decompress", at: file) }
        self.context = context
        self.file = file
        // Large dumps are compressed with `--long=31`, a window of 2 GiB; the library's own limit is 128 MiB. It takes
        // memory for a window as far as the data reaches.
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.longestWindow)
    }

    /// The format's largest window that the library reads, as a power of two.
    private static let longestWindow: Int32 = 31

    deinit { ZSTD_freeDCtx(context) }

    /// Takes the next piece of the compressed file, after `step` has returned false.
    package func feed(_ piece: [UInt8]) {
        compressed = piece
        consumed = 0
    }

    /// Appends a bounded piece of what the frames hold; false when it needs to be fed.
    ///
    /// Throws: `Failure` `.badData` when it is not zstd or is damaged.
    package func step(appendingTo output: inout [UInt8]) throws(Failure) -> Bool {
        guard consumed < compressed.count || mayHoldMore else { return false }
        var status = 0
        let room = ZSTD_DStreamOutSize()
        let chunk = [UInt8](unsafeUninitializedCapacity: room) { target, count in
            compressed.withUnsafeBytes { source in
                var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: consumed)
                var out = ZSTD_outBuffer(dst: target.baseAddress, size: room, pos: 0)
                status = ZSTD_decompressStream(context, &out, &input)
                consumed = input.pos
                count = out.pos
            }
        }
        guard ZSTD_isError(status) == 0 else { throw failure(status) }
        output.append(contentsOf: chunk)
        isComplete = status == 0
        mayHoldMore = chunk.count == room && !isComplete
        return true
    }

    private func failure(_ status: Int) -> Failure {
        switch ZSTD_getErrorCode(status) {
        case ZSTD_error_memory_allocation:
            Failure(
                .failed, "there is not the memory for its window (zstd --long)", at: file,
                remedy: "compress it again without --long")
        case ZSTD_error_frameParameter_windowTooLarge:
            Failure(
                .badData, "its window is over 2^\(Self.longestWindow) bytes", at: file,
                remedy: "compress it again without --long")
        default:
            Failure(
                .badData, "not readable as zstd: \(String(cString: ZSTD_getErrorName(status)))", at: file,
                remedy: "check the file with 'zstd -t'; download it again if it is damaged")
        }
    }
}
