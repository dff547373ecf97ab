import Failures
package import Files
package import Foundation
import Synchronization

/// A zip archive, mapped and read only. Opening it reads the directory and the headers; a file's bytes are touched when
/// they are asked for: a stored file's where they lie, a deflated one's unpacked into memory of its own.
package final class ZipArchive: Sendable {
    package let path: String
    /// Its files, in the order of its directory.
    package let entries: [ZipEntry]
    private let mapping: MappedFile
    /// By the bytes of the name, because `String` equality joins names that differ.
    private let index: [[UInt8]: Int]
    /// Headers' places of the stored files whose CRC has been found right.
    private let checked = Mutex<Set<Int>>([])

    /// Throws `.missingInput` where there is no such file, `.badData` where it is no zip archive, or one that is
    /// encrypted, in parts, compressed by other methods than deflate, or damaged.
    package convenience init(_ url: URL) throws { try self.init(MappedFile(url)) }

    /// The archive in a file that is mapped already. Throws as above.
    package init(_ mapping: MappedFile) throws {
        self.mapping = mapping
        path = mapping.path
        entries = try ZipDirectory.read(ZipFields(bytes: mapping.bytes, place: mapping.path))
        index = Dictionary(uniqueKeysWithValues: entries.enumerated().map { (Array($1.name.utf8), $0) })
    }

    /// Whether bytes begin as a zip archive's do: with a file's header, or with the record of an empty archive.
    package static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count >= 4 && (bytes[..<4].elementsEqual([0x50, 0x4b, 3, 4]) || bytes[..<4].elementsEqual([0x50, 0x4b, 5, 6]))
    }

    package func entry(_ name: String) -> ZipEntry? { index[Array(name.utf8)].map { entries[$0] } }

    /// The bytes of a stored file where they lie, unchecked; valid while the archive lives.
    package func stored(_ entry: ZipEntry) -> UnsafeRawBufferPointer {
        precondition(entry.method == .stored, "the stored bytes of \(entry.name)")
        return UnsafeRawBufferPointer(rebasing: mapping.bytes[entry.range])
    }

    /// A file's bytes, found to have their CRC.
    ///
    /// - Parameter zeroIsNone: take a CRC of 0 for one that was not computed, as torch can be told to write.
    ///
    /// Throws `.badData` where they do not have it, or cannot be unpacked to the size that is stated.
    package func contents(of entry: ZipEntry, zeroIsNone: Bool = false) throws -> ZipContents {
        if entry.method == .stored {
            try check(entry, zeroIsNone: zeroIsNone)
            return ZipContents(stored(entry), owner: self)
        }
        let room = try InflatedBytes(count: entry.size, for: entry, at: path)
        try inflate(entry, into: room.bytes, whole: true)
        let found = ZipChecksum.of(UnsafeRawBufferPointer(room.bytes))
        guard found == entry.crc || zeroIsNone && entry.crc == 0 else { throw damaged(entry, found) }
        return ZipContents(UnsafeRawBufferPointer(room.bytes), owner: room)
    }

    /// Up to so many of a file's first bytes, unchecked. Throws `.badData` where they cannot be unpacked.
    package func beginning(of entry: ZipEntry, upTo count: Int) throws -> [UInt8] {
        let count = min(count, entry.size)
        if entry.method == .stored { return Array(stored(entry)[..<count]) }
        var bytes = [UInt8](repeating: 0, count: count)
        try bytes.withUnsafeMutableBytes { try inflate(entry, into: $0, whole: false) }
        return bytes
    }

    /// Throws `.badData` unless a stored file has its CRC. Each is computed once.
    package func check(_ entry: ZipEntry, zeroIsNone: Bool) throws {
        if zeroIsNone && entry.crc == 0 || checked.withLock({ $0.contains(entry.header) }) { return }
        let found = ZipChecksum.of(stored(entry))
        guard found == entry.crc else { throw damaged(entry, found) }
        checked.withLock { _ = $0.insert(entry.header) }
    }

    private func inflate(_ entry: ZipEntry, into room: UnsafeMutableRawBufferPointer, whole: Bool) throws {
        let packed = UnsafeRawBufferPointer(rebasing: mapping.bytes[entry.range])
        if let problem = Inflation.inflate(packed, into: room, whole: whole) {
            throw Failure(
                .badData, "holds \(entry.name.quoted), which \(problem)", at: path,
                remedy: "the file is damaged; fetch it again")
        }
    }

    private func damaged(_ entry: ZipEntry, _ found: UInt32) -> Failure {
        func hexadecimal(_ crc: UInt32) -> String { String(crc, radix: 16) }
        return Failure(
            .badData,
            "holds \(entry.name.quoted) with the CRC \(hexadecimal(found)), not \(hexadecimal(entry.crc)) as it says",
            at: path, remedy: "the file is damaged; fetch it again")
    }
}
