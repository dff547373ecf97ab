import CZlib
import Failures
import Foundation

/// The bytes of one file of an archive, and what keeps them valid.
package final class ZipContents: Sendable {
    // Read only: the mapping, or memory that nobody writes to any more.
    private nonisolated(unsafe) let start: UnsafeRawPointer?
    package let count: Int
    private let owner: any AnyObject & Sendable

    init(_ bytes: UnsafeRawBufferPointer, owner: any AnyObject & Sendable) {
        start = bytes.baseAddress
        count = bytes.count
        self.owner = owner
    }

    /// Lends the bytes.
    package func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try withExtendedLifetime(owner) { try body(UnsafeRawBufferPointer(start: start, count: count)) }
    }
}

/// Memory for one unpacked file.
final class InflatedBytes: Sendable {
    // Written before anybody else sees it, read only afterwards.
    nonisolated(unsafe) let bytes: UnsafeMutableRawBufferPointer

    /// Throws `.failed` where the system has not so much: a size that somebody's file states is no reason to end.
    init(count: Int, for entry: ZipEntry, at path: String) throws {
        guard let start = malloc(max(1, count)) else {
            throw Failure(
                .failed, "holds \(entry.name.quoted) of \(count) bytes, for which there is no memory", at: path,
                remedy: "unpack it on a machine with more memory")
        }
        bytes = UnsafeMutableRawBufferPointer(start: start, count: count)
    }

    deinit { free(bytes.baseAddress) }
}

/// The CRC-32 that zip archives have.
enum ZipChecksum {
    static func of(_ bytes: UnsafeRawBufferPointer, after crc: UInt32 = 0) -> UInt32 {
        var sum = UInt(crc), rest = bytes[...]
        while !rest.isEmpty {
            // zlib counts in 32 bits.
            let piece = rest.prefix(1 << 30)
            sum = UInt(crc32(uLong(sum), UnsafeRawBufferPointer(rebasing: piece).bindMemory(to: UInt8.self).baseAddress, uInt(piece.count)))
            rest = rest.dropFirst(piece.count)
        }
        return UInt32(truncatingIfNeeded: sum)
    }
}
