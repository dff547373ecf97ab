import CZlib
package import Failures

/// Decompresses gzip members as they come, one after the other (RFC 1952); the checksum and length behind each are
/// compared by zlib. Zero bytes behind a member are padding, as gzip and Python take them; anything else there is damage.
package final class GzipStream {
    // zlib's state points back at it, so that it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let room: UnsafeMutableBufferPointer<UInt8>
    private let file: String
    private var compressed: [UInt8] = []
    private var consumed = 0
    /// The last call filled its output, so that more may be waiting although all input is consumed.
    private var mayHoldMore = false
    /// What has come so far ends at the end of a member; false before the first.
    package private(set) var isComplete = false

    /// The most bytes that one `step` gives.
    package static let largestStep = 1 << 18

    /// - Parameter file: where it lies, as messages name it.
    package init(file: String) throws(Failure) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        room = .allocate(capacity: Self.largestStep)
        self.file = file
        // 15: the format's largest window; 16 more: gzip's header and trailer around it.
        guard zlib_inflate_begin(stream, 15 + 16) == Z_OK else {
            throw Failure(.failed, "no memory to decompress", at: file)
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        room.deallocate()
    }

    /// Takes the next piece of the compressed file, after `step` has returned false.
    package func feed(_ piece: [UInt8]) {
        compressed = piece
        consumed = 0
    }

    /// Appends at most `largestStep` bytes of what the members hold; false when it needs to be fed.
    ///
    /// Throws: `Failure(.badData)` when it is not gzip or is damaged.
    package func step(appendingTo output: inout [UInt8]) throws(Failure) -> Bool {
        if isComplete { beginNextMember() }
        guard consumed < compressed.count || mayHoldMore else { return false }
        var status = Z_OK
        compressed.withUnsafeBufferPointer { source in
            let count = min(source.count - consumed, 1 << 30)
            // zlib only reads there; its declaration knows no const.
            stream.pointee.next_in = source.baseAddress.map { UnsafeMutablePointer(mutating: $0 + consumed) }
            stream.pointee.avail_in = UInt32(count)
            stream.pointee.next_out = room.baseAddress
            stream.pointee.avail_out = UInt32(room.count)
            status = inflate(stream, Z_NO_FLUSH)
            consumed += count - Int(stream.pointee.avail_in)
        }
        let count = room.count - Int(stream.pointee.avail_out)
        output.append(contentsOf: room[..<count])
        switch status {
        case Z_OK: mayHoldMore = count == room.count
        // No progress was possible: not an error, all input is consumed.
        case Z_BUF_ERROR: mayHoldMore = false
        case Z_STREAM_END: (isComplete, mayHoldMore) = (true, false)
        default: throw failure(status)
        }
        return true
    }

    /// At the end of the file. Throws: `Failure(.badData)` where it is not the end of a member.
    package func finish() throws(Failure) {
        guard isComplete else {
            throw Failure(
                .badData, "the gzip data breaks off before its end", at: file,
                remedy: "the file is incomplete; download or compress it again")
        }
    }

    /// Where another byte than padding follows a finished member, zlib is made ready for another one.
    private func beginNextMember() {
        while consumed < compressed.count, compressed[consumed] == 0 { consumed += 1 }
        guard consumed < compressed.count else { return }
        inflateReset(stream)
        isComplete = false
    }

    private func failure(_ status: Int32) -> Failure {
        guard status != Z_MEM_ERROR else { return Failure(.failed, "no memory to decompress", at: file) }
        let reason = stream.pointee.msg.map { String(cString: $0) } ?? "error \(status)"
        return Failure(
            .badData, "not readable as gzip: \(reason)", at: file,
            remedy: "check the file with 'gzip -t'; download it again if it is damaged")
    }
}
