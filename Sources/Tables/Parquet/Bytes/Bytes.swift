import Foundation

/// Some bytes and whoever keeps them in memory: a mapped file, or a page that was decompressed.
///
/// The pointer is good for as long as the value (or the owner) lives. Who reads through `start` has checked `count`
/// himself; everything else here checks.
struct Bytes {
    let owner: AnyObject?
    let start: UnsafeRawPointer
    let count: Int

    /// A stand-in for the start of no bytes at all, so that there is always a pointer.
    nonisolated(unsafe) private static let nowhere = UnsafeRawPointer(UnsafeMutableRawPointer.allocate(byteCount: 16, alignment: 16))

    init(owner: AnyObject?, _ buffer: UnsafeRawBufferPointer) {
        self.owner = owner
        start = buffer.baseAddress ?? Self.nowhere
        count = buffer.count
    }

    static var none: Bytes { Bytes(owner: nil, UnsafeRawBufferPointer(start: nil, count: 0)) }

    /// `count` bytes from `offset` on. Throws where they are not there, saying for what.
    func part(from offset: Int, count: Int, _ what: @autoclosure () -> String) throws(Damage) -> Bytes {
        guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
            throw Damage("needs \(count) bytes from byte \(offset) on for \(what()), and there are \(self.count)")
        }
        return Bytes(owner: owner, UnsafeRawBufferPointer(start: start + offset, count: count))
    }

    /// What lies behind the first `offset` bytes. Throws where there are fewer.
    func rest(from offset: Int, _ what: @autoclosure () -> String) throws(Damage) -> Bytes {
        try part(from: offset, count: max(0, count - offset), what())
    }

    /// The little-endian 32-bit number at a byte. Throws where it is not there.
    func uint32(at offset: Int, _ what: @autoclosure () -> String) throws(Damage) -> Int {
        guard offset >= 0, count >= 4, offset <= count - 4 else { throw Damage("ends before \(what())") }
        return Int(UInt32(littleEndian: (start + offset).loadUnaligned(as: UInt32.self)))
    }

    /// All of them, copied.
    var array: [UInt8] { Array(UnsafeRawBufferPointer(start: start, count: count)) }
}

/// Memory of a page that is decompressed, not cleared: the system gives it page by page as it is written.
final class PageMemory {
    let start: UnsafeMutableRawPointer
    let count: Int

    init(_ count: Int) throws(Damage) {
        guard let start = malloc(max(count, 1)) else { throw Damage("there is no memory for a page of \(count) bytes") }
        self.start = start
        self.count = count
    }

    deinit { free(start) }

    /// The first `count` bytes, once they are written.
    var bytes: Bytes { Bytes(owner: self, UnsafeRawBufferPointer(start: start, count: count)) }
}
