package import Failures

/// Whole files of JSON.
package enum JSONFile {
    /// The value that a file holds.
    ///
    /// - Parameters:
    ///   - limit: the most bytes that it may have.
    ///   - remedy: what to do where there is no such file.
    ///
    /// Throws as `WholeFile.bytes` does, and `.badData` with the line where it is not JSON.
    package static func value(_ path: String, atMost limit: Int = WholeFile.usualLimit, ifMissing remedy: String? = nil)
        throws(Failure) -> JSONValue
    {
        try value(try WholeFile.bytes(path, atMost: limit, ifMissing: remedy), at: path)
    }

    /// The value in the bytes of a file. Throws `.badData` with the line where they are not JSON.
    package static func value(_ bytes: [UInt8], at path: String) throws(Failure) -> JSONValue {
        do throws(JSONError) {
            return try JSONReader.read(bytes).root
        } catch {
            if let encoding = TextEncoding.wide(bytes) { throw TextEncoding.failure(encoding, at: path) }
            let line = 1 + bytes[..<min(error.offset, bytes.count)].count { $0 == UInt8(ascii: "\n") }
            throw Failure(
                .badData, "not JSON: \(error.reason) (byte \(error.offset))", at: "\(path):\(line)")
        }
    }
}
