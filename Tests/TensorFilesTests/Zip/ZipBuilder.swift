import Foundation

/// Zip archives with any lie in them. Written apart from the reader, with a CRC of its own.
struct ZipBuilder {
    struct File {
        var name: [UInt8]
        var bytes: [UInt8]
        var method: UInt16 = 0
        var size: Int
        var crc: UInt32
        var flags: UInt16 = 0
        /// What the two headers say where that is not what is true.
        var statedPacked: UInt32?, statedSize: UInt32?, statedHeader: UInt32?
        var localName: [UInt8]?, localMethod: UInt16?, localPacked: UInt32?
        var extra: [UInt8] = []
        var localExtra: [UInt8] = []
        var disk: UInt16 = 0
    }

    var files: [File] = []
    var comment: [UInt8] = []
    /// Directory and last record say this where that is not what is true.
    var statedCount: UInt16?, statedDirectory: UInt32?, statedSize: UInt32?, disk: UInt16 = 0
    /// Whether a zip64 record and its locator are written, and what they say where that is not what is true.
    var isWide = false
    var wideCount: UInt64?, wideDirectory: UInt64?, wideSize: UInt64?, wideRecord: UInt64?
    var behindDirectory: [UInt8] = []

    mutating func add(_ name: String, _ bytes: [UInt8], _ change: (inout File) -> Void = { _ in }) {
        var file = File(name: Array(name.utf8), bytes: bytes, size: bytes.count, crc: ZipBuilder.crc(bytes))
        change(&file)
        files.append(file)
    }

    /// A file deflated into blocks that are only stored: what a deflater does with noise.
    mutating func addDeflated(_ name: String, _ bytes: [UInt8], _ change: (inout File) -> Void = { _ in }) {
        add(name, bytes) { file in
            (file.bytes, file.method) = (ZipBuilder.deflated(bytes), 8)
            change(&file)
        }
    }

    static func deflated(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = [], rest = bytes[...]
        repeat {
            let piece = rest.prefix(0xFFFF), count = UInt16(piece.count)
            rest = rest.dropFirst(piece.count)
            out += [rest.isEmpty ? 1 : 0] + b(count) + b(~count) + Array(piece)
        } while !rest.isEmpty
        return out
    }

    func archive() -> [UInt8] {
        var out: [UInt8] = [], directory: [UInt8] = []
        for file in files {
            let header = UInt32(out.count), packed = UInt32(file.bytes.count)
            let name = file.localName ?? file.name
            out += Self.b(UInt32(0x0403_4b50)) + Self.b(UInt16(20)) + Self.b(file.flags) + Self.b(file.localMethod ?? file.method)
            out += Self.b(UInt32(0)) + Self.b(file.crc) + Self.b(file.localPacked ?? file.statedPacked ?? packed)
            out += Self.b(file.statedSize ?? UInt32(file.size)) + Self.b(UInt16(name.count)) + Self.b(UInt16(file.localExtra.count))
            out += name + file.localExtra + file.bytes
            directory += Self.b(UInt32(0x0201_4b50)) + Self.b(UInt16(20)) + Self.b(UInt16(20)) + Self.b(file.flags)
            directory += Self.b(file.method) + Self.b(UInt32(0)) + Self.b(file.crc) + Self.b(file.statedPacked ?? packed)
            directory += Self.b(file.statedSize ?? UInt32(file.size)) + Self.b(UInt16(file.name.count))
            directory += Self.b(UInt16(file.extra.count)) + Self.b(UInt16(0)) + Self.b(file.disk) + Self.b(UInt16(0))
            directory += Self.b(UInt32(0)) + Self.b(file.statedHeader ?? header) + file.name + file.extra
        }
        let start = out.count, count = files.count
        out += directory + behindDirectory
        if isWide {
            let record = out.count
            out += Self.b(UInt32(0x0606_4b50)) + Self.b(UInt64(44)) + Self.b(UInt16(45)) + Self.b(UInt16(45))
            out += Self.b(UInt32(0)) + Self.b(UInt32(0)) + Self.b(wideCount ?? UInt64(count)) + Self.b(wideCount ?? UInt64(count))
            out += Self.b(wideSize ?? UInt64(directory.count)) + Self.b(wideDirectory ?? UInt64(start))
            out += Self.b(UInt32(0x0706_4b50)) + Self.b(UInt32(0)) + Self.b(wideRecord ?? UInt64(record)) + Self.b(UInt32(1))
        }
        let stated = statedCount ?? UInt16(count)
        out += Self.b(UInt32(0x0605_4b50)) + Self.b(disk) + Self.b(disk) + Self.b(stated) + Self.b(stated)
        out += Self.b(statedSize ?? UInt32(directory.count)) + Self.b(statedDirectory ?? UInt32(start))
        return out + Self.b(UInt16(comment.count)) + comment
    }

    func write(to url: URL) throws { try Data(archive()).write(to: url) }

    static func b<T: FixedWidthInteger>(_ number: T) -> [UInt8] { withUnsafeBytes(of: number.littleEndian) { Array($0) } }

    static func crc(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBufferPointer { bytes in
            var sum = UInt32.max
            for byte in bytes { sum = sum >> 8 ^ table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] }
            return ~sum
        }
    }

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
}
