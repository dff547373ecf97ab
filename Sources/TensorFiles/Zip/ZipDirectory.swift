import Failures

/// Reads a zip archive's directory and the header before each of its files, and refuses what two readers could
/// understand in two ways: names twice, files that overlap, headers that contradict the directory.
/// Source: PKWARE's APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.5.3.
struct ZipDirectory {
    private let fields: ZipFields
    private let end: ZipEnd

    private static let entryLength = 46, headerLength = 30
    /// Deflate makes at most 1,032 bytes of one; a size beyond that is a lie (or a bomb's).
    private static let mostOfOne = 1032

    /// The archive's files, in the order of its directory.
    static func read(_ fields: ZipFields) throws -> [ZipEntry] {
        let directory = ZipDirectory(fields: fields, end: try ZipEnd(fields))
        let entries = try directory.entries()
        var names = Set<[UInt8]>(minimumCapacity: entries.count)
        for entry in entries where !names.insert(Array(entry.name.utf8)).inserted {
            throw fields.failure("holds \(entry.name.quoted) twice")
        }
        var last: ZipEntry?
        for entry in entries.sorted(by: { $0.header < $1.header }) {
            if let last, entry.header < last.range.upperBound {
                throw fields.failure("holds \(entry.name.quoted) inside the bytes of \(last.name.quoted)")
            }
            last = entry
        }
        return entries
    }

    private func entries() throws -> [ZipEntry] {
        var entries: [ZipEntry] = []
        var at = end.directory.lowerBound
        for number in 0..<end.count {
            let (entry, length) = try entry(number, at: at)
            entries.append(entry)
            at += length
        }
        guard at == end.directory.upperBound else {
            throw fields.failure("has \(end.directory.upperBound - at) bytes more in its directory than its files take")
        }
        return entries
    }

    private func entry(_ number: Int, at start: Int) throws -> (ZipEntry, length: Int) {
        let limit = end.directory.upperBound
        try fields.require(
            ZipDirectory.entryLength, at: start, before: limit, signature: 0x0201_4b50, "entry \(number) of its directory")
        let nameLength = fields.u16(start + 28), extraLength = fields.u16(start + 30)
        let length = ZipDirectory.entryLength + nameLength + extraLength + fields.u16(start + 32)
        try fields.require(length, at: start, before: limit, "entry \(number) of its directory")
        let nameStart = start + ZipDirectory.entryLength, extraStart = nameStart + nameLength
        let name = try name(nameStart..<extraStart, number)
        let flags = fields.u16(start + 8)
        // Bits 0, 6 and 13: encrypted, strongly encrypted, header fields masked.
        guard flags & 0x2041 == 0 else {
            throw Failure(.badData, "holds \(name.quoted) encrypted", at: fields.place, remedy: "decrypt it first")
        }
        let method = try method(fields.number(UInt16.self, at: start + 10), name)
        let wide = try wide(start, extraStart..<extraStart + extraLength, name)
        guard wide.disk == 0 else { throw fields.failure("holds \(name.quoted) in another part of the archive") }
        let mostOfOne = method == .stored ? 1 : ZipDirectory.mostOfOne
        guard wide.packed <= fields.bytes.count, wide.size <= wide.packed * mostOfOne,
            method == .deflated || wide.size == wide.packed
        else { throw fields.failure("says that \(name.quoted) has \(wide.size) bytes, kept in \(wide.packed)") }
        let data = try dataStart(wide.header, start, nameStart..<extraStart, name)
        guard wide.packed <= end.directory.lowerBound - data else {
            throw fields.failure("ends inside \(name.quoted), which has \(wide.packed) bytes from byte \(data) on")
        }
        let entry = ZipEntry(
            name: name, method: method, packedSize: wide.packed, size: wide.size, crc: fields.u32(start + 16),
            header: wide.header, range: data..<data + wide.packed)
        return (entry, length)
    }

    private func name(_ range: Range<Int>, _ number: Int) throws -> String {
        guard !range.isEmpty, let name = String(validating: fields.bytes[range], as: UTF8.self), !name.utf8.contains(0)
        else { throw fields.failure("gives file \(number) a name that is no text in UTF-8") }
        return name
    }

    private func method(_ number: UInt16, _ name: String) throws -> ZipEntry.Method {
        switch number {
        case 0: return .stored
        case 8: return .deflated
        default:
            throw Failure(
                .badData, "holds \(name.quoted) compressed by \(ZipMethodName.of(number))", at: fields.place,
                remedy: "write it again, stored or deflated")
        }
    }

    /// Sizes, place and part: those that are all ones in the entry stand in its zip64 field, in this order.
    private func wide(
        _ start: Int, _ extra: Range<Int>, _ name: String
    ) throws -> (size: Int, packed: Int, header: Int, disk: Int) {
        var values = [24, 20, 42].map { Int(fields.u32(start + $0)) }
        var disk = fields.u16(start + 34)
        guard values.contains(0xFFFF_FFFF) || disk == 0xFFFF else { return (values[0], values[1], values[2], disk) }
        guard var at = zip64Field(extra) else { throw fields.failure("lacks the zip64 field of \(name.quoted)") }
        for i in values.indices where values[i] == 0xFFFF_FFFF {
            guard at.count >= 8 else { throw fields.failure("has too short a zip64 field for \(name.quoted)") }
            values[i] = try fields.u64(at.lowerBound, "a size or place of \(name.quoted)")
            at = at.lowerBound + 8..<at.upperBound
        }
        if disk == 0xFFFF {
            guard at.count >= 4 else { throw fields.failure("has too short a zip64 field for \(name.quoted)") }
            disk = Int(fields.u32(at.lowerBound))
        }
        return (values[0], values[1], values[2], disk)
    }

    /// Where the field of kind 1 lies among the extra fields; nil where there is none.
    private func zip64Field(_ extra: Range<Int>) -> Range<Int>? {
        var at = extra.lowerBound
        while extra.upperBound - at >= 4 {
            let size = fields.u16(at + 2)
            guard size <= extra.upperBound - at - 4 else { return nil }
            if fields.u16(at) == 1 { return at + 4..<at + 4 + size }
            at += 4 + size
        }
        return nil
    }

    /// Where a file's bytes begin: behind the header of its own, which repeats its name and method.
    private func dataStart(_ header: Int, _ entry: Int, _ name: Range<Int>, _ text: String) throws -> Int {
        let limit = end.directory.lowerBound
        try fields.require(
            ZipDirectory.headerLength, at: header, before: limit, signature: 0x0403_4b50, "header of \(text.quoted)")
        let nameLength = fields.u16(header + 26), length = ZipDirectory.headerLength + nameLength + fields.u16(header + 28)
        try fields.require(length, at: header, before: limit, "header of \(text.quoted)")
        let nameStart = header + ZipDirectory.headerLength
        guard fields.bytes[nameStart..<nameStart + nameLength].elementsEqual(fields.bytes[name]),
            fields.u16(header + 8) == fields.u16(entry + 10)
        else { throw fields.failure("calls \(text.quoted) something else in the header before its bytes") }
        // Where bit 3 is set, sizes come after the bytes; where they are all ones, in a zip64 field.
        for (here, there) in [(18, 20), (22, 24)] where fields.u16(header + 6) & 8 == 0 {
            let size = fields.u32(header + here)
            guard size == 0xFFFF_FFFF || size == fields.u32(entry + there) else {
                throw fields.failure("gives \(text.quoted) two sizes")
            }
        }
        return header + length
    }
}
