/// What breaks a FlatBuffer: where, and how.
struct FlatBufferDamage: Error {
    let what: String
}

/// A table of a FlatBuffer, read where it lies. Every offset is held against the buffer's bounds before it is followed;
/// nothing is copied but what is asked for. Who follows tables into tables bounds the depth and the number of them:
/// offsets may lead to one table many times.
///
/// Source: https://flatbuffers.dev/internals: a table begins with the distance back to its vtable (i32); the vtable is
/// its own size and the table's (u16 each), then an offset into the table for each field, 0 where it is absent.
struct FlatTable {
    let bytes: UnsafeRawBufferPointer
    let start: Int
    private let vtable: Int
    private let vtableSize: Int
    private let size: Int

    /// The buffer's root table.
    init(root bytes: UnsafeRawBufferPointer) throws(FlatBufferDamage) {
        try self.init(bytes, at: Int(FlatTable.read(UInt32.self, bytes, at: 0)))
    }

    init(_ bytes: UnsafeRawBufferPointer, at start: Int) throws(FlatBufferDamage) {
        self.bytes = bytes
        self.start = start
        vtable = start - Int(try FlatTable.read(Int32.self, bytes, at: start))
        vtableSize = Int(try FlatTable.read(UInt16.self, bytes, at: vtable))
        size = Int(try FlatTable.read(UInt16.self, bytes, at: vtable + 2))
        guard vtableSize >= 4, vtableSize <= bytes.count - vtable, size >= 4, size <= bytes.count - start else {
            throw FlatBufferDamage(what: "the table at byte \(start) is larger than its buffer")
        }
    }

    /// Field `id`'s number, `absent` where the table has none.
    func number<Number: FixedWidthInteger>(_ id: Int, absent: Number) throws(FlatBufferDamage) -> Number {
        guard let at = try place(id, width: MemoryLayout<Number>.size) else { return absent }
        return try FlatTable.read(Number.self, bytes, at: at)
    }

    /// Field `id`'s table; nil where there is none.
    func table(_ id: Int) throws(FlatBufferDamage) -> FlatTable? {
        guard let at = try place(id, width: 4) else { return nil }
        return try FlatTable(bytes, at: FlatTable.target(bytes, at: at))
    }

    /// Field `id`'s vector of elements of `width` bytes; empty where there is none.
    func vector(_ id: Int, width: Int) throws(FlatBufferDamage) -> FlatVector {
        guard let at = try place(id, width: 4) else { return FlatVector(bytes: bytes, start: 0, count: 0, width: width) }
        let start = try FlatTable.target(bytes, at: at)
        let count = Int(try FlatTable.read(UInt32.self, bytes, at: start))
        guard count <= (bytes.count - start - 4) / width else {
            throw FlatBufferDamage(what: "the vector at byte \(start) has \(count) elements, more than there are bytes")
        }
        return FlatVector(bytes: bytes, start: start + 4, count: count, width: width)
    }

    /// Field `id`'s string as bytes; nil where there is none.
    func string(_ id: Int) throws(FlatBufferDamage) -> UnsafeRawBufferPointer? {
        guard try place(id, width: 4) != nil else { return nil }
        let letters = try vector(id, width: 1)
        return UnsafeRawBufferPointer(rebasing: bytes[letters.start..<letters.start + letters.count])
    }

    /// Where field `id` lies; nil where it is absent.
    private func place(_ id: Int, width: Int) throws(FlatBufferDamage) -> Int? {
        let entry = 4 + 2 * id
        guard entry + 2 <= vtableSize else { return nil }
        let offset = Int(try FlatTable.read(UInt16.self, bytes, at: vtable + entry))
        guard offset > 0 else { return nil }
        guard offset + width <= size else {
            throw FlatBufferDamage(what: "field \(id) of the table at byte \(start) lies outside of it")
        }
        return start + offset
    }

    /// Where the offset at a place leads: always forwards.
    static func target(_ bytes: UnsafeRawBufferPointer, at place: Int) throws(FlatBufferDamage) -> Int {
        place + Int(try read(UInt32.self, bytes, at: place))
    }

    static func read<Number: FixedWidthInteger>(
        _ type: Number.Type, _ bytes: UnsafeRawBufferPointer, at place: Int
    ) throws(FlatBufferDamage) -> Number {
        guard place >= 0, place <= bytes.count - MemoryLayout<Number>.size else {
            throw FlatBufferDamage(what: "an offset leads to byte \(place) of \(bytes.count)")
        }
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: type))
    }
}

/// A vector of a FlatBuffer: `count` elements, all of them inside the buffer.
struct FlatVector {
    let bytes: UnsafeRawBufferPointer
    let start: Int
    let count: Int
    let width: Int

    /// The 64-bit number at a byte of element `index`, which must be one of the elements.
    func long(_ index: Int, at byte: Int = 0) -> Int64 {
        precondition(index >= 0 && index < count && byte + 8 <= width)
        return Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: start + index * width + byte, as: Int64.self))
    }

    /// The table that element `index` leads to.
    func table(_ index: Int) throws(FlatBufferDamage) -> FlatTable {
        try FlatTable(bytes, at: FlatTable.target(bytes, at: start + index * width))
    }
}
