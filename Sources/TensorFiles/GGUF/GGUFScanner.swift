import Failures

/// Reads the little-endian fields of a GGUF header one after the other. Nothing is read past the file's end, and no count
/// is believed that the bytes left could not hold.
struct GGUFScanner {
    private let bytes: UnsafeRawBufferPointer
    private let place: String
    private(set) var position = 0

    init(_ bytes: UnsafeRawBufferPointer, place: String) {
        self.bytes = bytes
        self.place = place
    }

    var left: Int { bytes.count - position }

    func failure(_ what: String) -> Failure { GGUFScanner.failure(what, at: place) }

    static func failure(_ what: String, at place: String) -> Failure {
        Failure(.badData, what, at: place, remedy: "the file is damaged or incomplete; fetch it again")
    }

    /// - Parameter context: what is being read, as messages name it.
    mutating func number<T: FixedWidthInteger & Sendable>(_: T.Type, _ context: @autoclosure () -> String) throws -> T {
        let size = MemoryLayout<T>.size
        guard left >= size else { throw ends(context()) }
        defer { position += size }
        return T(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: T.self))
    }

    /// A count of things that take at least `least` bytes each.
    mutating func count(ofAtLeast least: Int, _ context: @autoclosure () -> String) throws -> Int {
        let count = try number(UInt64.self, context())
        guard count <= UInt64(left / least) else {
            throw failure("says \(context()) is \(count), but only \(left) bytes follow (at byte \(position - 8))")
        }
        return Int(count)
    }

    /// A string's bytes: 8 bytes of length, then UTF-8.
    mutating func string(_ context: @autoclosure () -> String) throws -> Range<Int> {
        let length = try count(ofAtLeast: 1, "the length of \(context())")
        let range = position..<position + length
        guard UTF8Check.isValid(UnsafeRawBufferPointer(rebasing: bytes[range])) else {
            throw failure("holds bytes that are not UTF-8 in \(context()) (at byte \(position))")
        }
        position += length
        return range
    }

    mutating func text(_ context: @autoclosure () -> String) throws -> String {
        String(decoding: bytes[try string(context())], as: UTF8.self)
    }

    mutating func skip(_ count: Int, _ context: @autoclosure () -> String) throws {
        guard count <= left else { throw ends(context()) }
        position += count
    }

    private func ends(_ context: String) -> Failure { failure("ends at byte \(bytes.count), inside \(context)") }
}

/// Whether bytes are UTF-8.
enum UTF8Check {
    static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
        // Most strings are short and plain.
        if bytes.allSatisfy({ $0 < 0x80 }) { return true }
        return String(validating: bytes, as: UTF8.self) != nil
    }
}
