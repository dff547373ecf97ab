import Failures

/// Reads the arguments of a pickle's opcodes one after the other, and nothing past its end.
struct PickleScanner {
    private let bytes: UnsafeRawBufferPointer
    /// The file, as messages name it.
    private let place: String
    /// The archive's entry, as messages name it.
    private let entry: String
    private(set) var position = 0

    /// The longest text, and the longest line of a name, in bytes.
    private static let longestText = 1 << 20, longestLine = 1024

    init(_ bytes: UnsafeRawBufferPointer, entry: String, place: String) {
        self.bytes = bytes
        self.entry = entry
        self.place = place
    }

    var left: Int { bytes.count - position }

    /// Something wrong with the opcode that begins at `offset`.
    func failure(_ what: String, at offset: Int, remedy: String = "the file is damaged or no state dict; save it again with torch.save")
        -> Failure
    {
        Failure(.badData, "\(what) (at byte \(offset) of \(entry.quoted))", at: place, remedy: remedy)
    }

    mutating func number<T: FixedWidthInteger>(_: T.Type) throws -> T {
        let size = MemoryLayout<T>.size
        guard left >= size else { throw ends() }
        defer { position += size }
        return T(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: T.self))
    }

    /// A float64, the only number of a pickle that is big-endian.
    mutating func real() throws -> Double { Double(bitPattern: UInt64(bigEndian: try number(UInt64.self))) }

    mutating func text(length: Int) throws -> String {
        guard length <= PickleScanner.longestText else {
            throw failure("holds a text of \(length) bytes; \(PickleScanner.longestText) is the most allowed", at: position)
        }
        guard length <= left else { throw ends() }
        guard let text = String(validating: bytes[position..<position + length], as: UTF8.self) else {
            throw failure("holds a text that is not UTF-8", at: position)
        }
        position += length
        return text
    }

    /// A line, without its end.
    mutating func line() throws -> String {
        let rest = bytes[position...].prefix(PickleScanner.longestLine + 1)
        guard let end = rest.firstIndex(of: 0x0A) else {
            if rest.count <= PickleScanner.longestLine { throw ends() }
            throw failure("holds a name of more than \(PickleScanner.longestLine) bytes", at: position)
        }
        let text = try text(length: end - position)
        position += 1
        return text
    }

    /// A whole number of up to 255 bytes in two's complement, the least first: exact if 64 bits hold it, otherwise rounded.
    mutating func long(length: Int) throws -> PickleItem {
        guard length <= left else { throw ends() }
        let digits = bytes[position..<position + length]
        position += length
        guard let top = digits.last else { return .integer(0) }
        if length <= 8 {
            let start: Int = top & 0x80 == 0 ? 0 : -1
            return .integer(digits.reversed().reduce(start) { $0 << 8 | Int($1) })
        }
        let start: Double = top & 0x80 == 0 ? 0 : -1
        return .real(digits.reversed().reduce(start) { $0 * 256 + Double($1) })
    }

    private func ends() -> Failure { failure("ends inside its pickle", at: position) }
}
