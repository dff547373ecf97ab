import CZlib

/// A gzip or zlib stream, or several one behind the other, of a known decompressed size.
enum Gzip {
    /// The most bytes that `count` compressed ones can become: deflate's limit is 1032 to 1.
    static func most(from count: Int) -> Int { count > 1 << 40 ? .max : count * 1032 + 64 }

    static func decompress(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) throws(Damage) {
        guard target.count > 0 else { return }
        // zlib keeps the stream's address between calls, so it lies where it stays.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        // 15 bits of window, and 32: the header says whether it is gzip or zlib.
        guard zlib_inflate_begin(stream, 15 + 32) == Z_OK else { throw Damage("there is no memory to decompress gzip") }
        defer { inflateEnd(stream) }
        guard source.count <= Int(UInt32.max), target.count <= Int(UInt32.max) else { throw Damage("its gzip page is over 4 GB") }
        stream.pointee.next_in = UnsafeMutablePointer(mutating: source.assumingMemoryBound(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(source.count)
        stream.pointee.next_out = target.assumingMemoryBound(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(target.count)
        while true {
            let status = inflate(stream, Z_FINISH)
            guard status == Z_STREAM_END else {
                throw Damage("its gzip data is broken\(stream.pointee.msg.map { ": \(String(cString: $0))" } ?? "")")
            }
            if stream.pointee.avail_out == 0 { break }
            guard stream.pointee.avail_in > 0, inflateReset(stream) == Z_OK else {
                throw Damage("its gzip data has \(target.count - Int(stream.pointee.avail_out)) bytes instead of \(target.count)")
            }
        }
    }
}
