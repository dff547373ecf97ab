import Failures

/// The little-endian fields of a zip archive's headers, none of them read past the file's end.
struct ZipFields {
    let bytes: UnsafeRawBufferPointer
    let place: String

    func failure(_ what: String) -> Failure {
        Failure(.badData, what, at: place, remedy: "the file is damaged or incomplete; fetch it again")
    }

    /// A field of a header that has been shown to lie inside the file (`require`).
    func number<T: FixedWidthInteger>(_: T.Type, at offset: Int) -> T {
        T(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: T.self))
    }

    func u16(_ offset: Int) -> Int { Int(number(UInt16.self, at: offset)) }
    func u32(_ offset: Int) -> UInt32 { number(UInt32.self, at: offset) }

    /// A size or an offset of eight bytes. Throws `.badData` where no file could be so large.
    func u64(_ offset: Int, _ context: @autoclosure () -> String) throws -> Int {
        let value = number(UInt64.self, at: offset)
        guard let exact = Int(exactly: value) else { throw failure("says that \(context()) is \(value)") }
        return exact
    }

    /// Throws `.badData` unless so many bytes from `offset` on lie before `end`, with the signature first if one is given.
    func require(
        _ count: Int, at offset: Int, before end: Int, signature: UInt32? = nil, _ context: @autoclosure () -> String
    ) throws {
        guard offset >= 0, offset <= end, count <= end - offset else {
            throw failure("has no room for \(context()) at byte \(offset)")
        }
        guard signature == nil || u32(offset) == signature else {
            throw failure("has no \(context()) at byte \(offset), where there should be one")
        }
    }
}
