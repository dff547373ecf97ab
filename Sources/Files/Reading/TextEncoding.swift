package import Failures

/// What encoding a text is in, as far as its first bytes tell.
package enum TextEncoding {
    /// The bytes of UTF-8's byte order mark at the beginning: 3 or 0.
    package static func markLength(_ bytes: some Collection<UInt8>) -> Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    /// "UTF-16" or "UTF-32" where a text's first bytes are not UTF-8 but one of these: a byte order mark of theirs, or a
    /// NUL in every pair of bytes. nil for everything else.
    package static func wide(_ beginning: some Collection<UInt8>) -> String? {
        let bytes = Array(beginning.prefix(8))
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32" }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
        // ASCII characters in UTF-16: one of two bytes is NUL, always the same one.
        guard bytes.count >= 4 else { return nil }
        let even = stride(from: 0, to: bytes.count - 1, by: 2).map { (bytes[$0] == 0, bytes[$0 + 1] == 0) }
        let isWide = even.allSatisfy { $0.0 && !$0.1 } || even.allSatisfy { !$0.0 && $0.1 }
        return isWide ? "UTF-16" : nil
    }

    /// The failure of a text that is in another encoding.
    package static func failure(_ encoding: String, at place: String) -> Failure {
        Failure(
            .badData, "the text is \(encoding), not UTF-8", at: place,
            remedy: "convert it: iconv -f \(encoding) -t UTF-8")
    }

    /// Throws `.badData`, with the line of a whole file, where bytes are not UTF-8.
    package static func requireUTF8(_ bytes: ArraySlice<UInt8>, at path: String) throws(Failure) {
        if let encoding = wide(bytes) { throw failure(encoding, at: path) }
        guard let offset = UTF8Validation.firstInvalidByte(in: bytes) else { return }
        let line = 1 + bytes[..<offset].count { $0 == UInt8(ascii: "\n") }
        throw Failure(
            .badData, "the text is not UTF-8 (byte \(offset))", at: "\(path):\(line)", remedy: "mend the line")
    }
}
