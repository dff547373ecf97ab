import Files

/// Writes a zip archive of stored files, one after the other, each where its bytes begin at a multiple of `alignment`;
/// nothing is held but the directory. Always with the zip64 record, as torch writes it.
/// Source: PKWARE's APPNOTE 6.3.10, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16 and 4.5.3.
struct ZipWriter {
    private struct Entry {
        var name: [UInt8]
        var size: Int
        var crc: UInt32
        var header: Int
    }

    private let file: OutputFile
    private let alignment: Int
    private var entries: [Entry] = []
    /// Bytes written.
    private var position = 0

    /// Bit 11: names are UTF-8.
    private static let flags: UInt16 = 1 << 11
    /// The first version that knows zip64.
    private static let version: UInt16 = 45
    /// 1 January 1980, midnight: the same file every time.
    private static let time: UInt16 = 0, date: UInt16 = 0x21
    private static let narrowest = 0xFFFF_FFFF

    init(_ file: OutputFile, alignment: Int) {
        self.file = file
        self.alignment = alignment
    }

    /// Appends a file. Throws `.io`.
    mutating func add(_ name: String, _ bytes: UnsafeRawBufferPointer) throws {
        let entry = Entry(name: Array(name.utf8), size: bytes.count, crc: ZipChecksum.of(bytes), header: position)
        var header = ZipRecord(0x0403_4b50)
        header.add(ZipWriter.version, ZipWriter.flags, 0, ZipWriter.time, ZipWriter.date)
        header.add(entry.crc)
        // Where 32 bits do not hold a size, both stand in the zip64 field and are all ones here.
        let isWide = entry.size >= ZipWriter.narrowest
        for _ in 0..<2 { header.add(UInt32(isWide ? ZipWriter.narrowest : entry.size)) }
        var extra = ZipRecord()
        if isWide {
            extra.add(1, 16)
            for _ in 0..<2 { extra.add(UInt64(entry.size)) }
        }
        // The rest up to the alignment is a field of torch's own kind, 'FB', of at least its four bytes.
        let before = position + header.bytes.count + 4 + entry.name.count + extra.bytes.count + 4
        let padding = (alignment - before % alignment) % alignment
        extra.add(0x4246, UInt16(padding))
        extra.bytes += [UInt8](repeating: UInt8(ascii: "Z"), count: padding)
        header.add(UInt16(entry.name.count), UInt16(extra.bytes.count))
        try write(header.bytes + entry.name + extra.bytes)
        try file.write(bytes)
        position += bytes.count
        entries.append(entry)
    }

    /// Appends a file that is small enough to be held.
    mutating func add(_ name: String, _ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try add(name, $0) } }

    /// Appends the directory and the records behind it. Throws `.io`.
    mutating func finish() throws {
        let start = position
        for entry in entries { try write(ZipWriter.directoryEntry(entry)) }
        let wideEnd = position, size = position - start
        var record = ZipRecord(0x0606_4b50)
        record.add(UInt64(44))
        record.add(ZipWriter.version, ZipWriter.version)
        for part in [UInt32(0), 0] { record.add(part) }
        for value in [entries.count, entries.count, size, start] { record.add(UInt64(value)) }
        record.add(UInt32(0x0706_4b50))
        record.add(UInt32(0))
        record.add(UInt64(wideEnd))
        record.add(UInt32(1))
        record.add(UInt32(0x0605_4b50))
        let count = UInt16(min(entries.count, 0xFFFF))
        record.add(0, 0, count, count)
        for value in [size, start] { record.add(UInt32(min(value, ZipWriter.narrowest))) }
        record.add(UInt16(0))
        try write(record.bytes)
    }

    private static func directoryEntry(_ entry: Entry) -> [UInt8] {
        var extra = ZipRecord()
        let isWide = entry.size >= narrowest, isFar = entry.header >= narrowest
        if isWide || isFar {
            extra.add(1, UInt16(8 * ((isWide ? 2 : 0) + (isFar ? 1 : 0))))
            if isWide { for _ in 0..<2 { extra.add(UInt64(entry.size)) } }
            if isFar { extra.add(UInt64(entry.header)) }
        }
        var record = ZipRecord(0x0201_4b50)
        record.add(version, version, flags, 0, time, date)
        record.add(entry.crc)
        for _ in 0..<2 { record.add(UInt32(isWide ? narrowest : entry.size)) }
        // Name, extra, comment; part; attributes.
        record.add(UInt16(entry.name.count), UInt16(extra.bytes.count), 0, 0, 0)
        record.add(UInt32(0))
        record.add(UInt32(isFar ? narrowest : entry.header))
        return record.bytes + entry.name + extra.bytes
    }

    private mutating func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try file.write($0) }
        position += bytes.count
    }
}

/// Little-endian fields, one after the other.
private struct ZipRecord {
    var bytes: [UInt8] = []

    init() {}
    init(_ signature: UInt32) { add(signature) }

    mutating func add(_ values: UInt16...) { for value in values { append(value) } }
    mutating func add(_ value: UInt32) { append(value) }
    mutating func add(_ value: UInt64) { append(value) }

    private mutating func append<T: FixedWidthInteger>(_ value: T) {
        withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }
}
