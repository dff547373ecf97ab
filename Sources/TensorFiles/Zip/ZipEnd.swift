import Failures

/// The record at a zip archive's end, which says where its directory lies; of zip64 the wider one before it.
/// Source: PKWARE's APPNOTE 6.3.10, sections 4.3.14 to 4.3.16.
struct ZipEnd {
    /// Files in the archive.
    let count: Int
    /// Where the directory lies.
    let directory: Range<Int>

    private static let length = 22, wideLength = 56, locatorLength = 20
    /// A directory's entry takes at least so many bytes.
    private static let entryLength = 46

    init(_ fields: ZipFields) throws {
        let end = try ZipEnd.find(fields)
        var disks = (fields.u16(end + 4), fields.u16(end + 6))
        var counts = (fields.u16(end + 8), fields.u16(end + 10))
        var size = Int(fields.u32(end + 12)), start = Int(fields.u32(end + 16)), limit = end
        let locator = end - ZipEnd.locatorLength
        if locator >= 0, fields.u32(locator) == 0x0706_4b50 {
            let wide = try fields.u64(locator + 8, "the place of its zip64 record")
            try fields.require(ZipEnd.wideLength, at: wide, before: locator, signature: 0x0606_4b50, "zip64 record")
            disks = (Int(fields.u32(wide + 16)), Int(fields.u32(wide + 20)))
            counts = (
                try fields.u64(wide + 24, "the number of its files"), try fields.u64(wide + 32, "the number of its files")
            )
            let narrow = (counts: counts.1, size: size, start: start)
            size = try fields.u64(wide + 40, "the size of its directory")
            start = try fields.u64(wide + 48, "the place of its directory")
            // What fits into the narrow record is in both, or somebody sees another archive than we do.
            guard narrow.size == 0xFFFF_FFFF || narrow.size == size, narrow.start == 0xFFFF_FFFF || narrow.start == start
            else { throw fields.failure("has two directories, in its zip and its zip64 record") }
            limit = wide
        } else if counts.1 == 0xFFFF || size == 0xFFFF_FFFF || start == 0xFFFF_FFFF {
            throw fields.failure("lacks the zip64 record that its last one speaks of")
        }
        guard disks == (0, 0), counts.0 == counts.1 else {
            throw Failure(
                .badData, "is one of several parts of a zip archive", at: fields.place, remedy: "join the parts first")
        }
        try fields.require(size, at: start, before: limit, "its directory of \(size) bytes")
        guard counts.1 <= size / ZipEnd.entryLength, counts.1 <= 1 << 20 else {
            throw fields.failure("says that it holds \(counts.1) files, in a directory of \(size) bytes")
        }
        count = counts.1
        directory = start..<start + size
    }

    /// From the end backwards, for a comment of up to 65,535 bytes may follow the record.
    private static func find(_ fields: ZipFields) throws -> Int {
        let count = fields.bytes.count
        var at = count - length
        let last = max(0, at - 0xFFFF)
        while at >= last {
            if fields.u32(at) == 0x0605_4b50, fields.u16(at + 20) == count - at - length { return at }
            at -= 1
        }
        throw fields.failure("has no zip archive's last record")
    }
}
