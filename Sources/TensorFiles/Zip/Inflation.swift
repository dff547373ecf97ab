import CZlib

/// Unpacks raw deflate, never beyond the room it is given.
enum Inflation {
    /// Fills `room` from `packed`. Returns what is wrong, as a verb's phrase; nil where nothing is.
    ///
    /// - Parameter whole: the packed bytes must end exactly where `room` does; otherwise only their beginning is wanted.
    static func inflate(
        _ packed: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer, whole: Bool
    ) -> String? {
        // zlib remembers where the stream lies, so it stays in one place.
        var stream = z_stream()
        return withUnsafeMutablePointer(to: &stream) { stream in
            // 15 bits of window without a header: the deflate of zip archives.
            guard zlib_inflate_begin(stream, -15) == Z_OK else { return "cannot be unpacked (zlib has no memory)" }
            defer { inflateEnd(stream) }
            return run(stream, packed, into: room, whole: whole)
        }
    }

    private static func run(
        _ stream: UnsafeMutablePointer<z_stream>, _ packed: UnsafeRawBufferPointer,
        into room: UnsafeMutableRawBufferPointer, whole: Bool
    ) -> String? {
        // Somewhere to write to when the room is full: then the end must come without another byte.
        let spare = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
        spare.initialize(to: 0)
        defer { spare.deallocate() }
        var read = 0, written = 0
        while true {
            // zlib counts in 32 bits.
            let input = UnsafeRawBufferPointer(rebasing: packed[read...].prefix(1 << 30))
            let output = UnsafeMutableRawBufferPointer(rebasing: room[written...].prefix(1 << 30))
            let isFull = output.isEmpty
            if isFull && !whole { return nil }
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: input.bindMemory(to: UInt8.self).baseAddress ?? UnsafePointer(spare))
            stream.pointee.avail_in = uInt(input.count)
            stream.pointee.next_out = isFull ? spare : output.bindMemory(to: UInt8.self).baseAddress
            stream.pointee.avail_out = uInt(isFull ? 1 : output.count)
            let code = CZlib.inflate(stream, Z_NO_FLUSH)
            read += input.count - Int(stream.pointee.avail_in)
            let made = (isFull ? 1 : output.count) - Int(stream.pointee.avail_out)
            if isFull && made > 0 { return "unpacks to more bytes than the \(room.count) it says" }
            written += made
            switch code {
            case Z_OK: continue
            case Z_STREAM_END:
                if written < room.count { return "unpacks to \(written) bytes, not the \(room.count) it says" }
                return read == packed.count ? nil : "has \(packed.count - read) bytes behind its end"
            case Z_BUF_ERROR: return "breaks off after \(written) of \(room.count) bytes"
            default: return "is no deflated data (after \(written) of \(room.count) bytes)"
            }
        }
    }
}
