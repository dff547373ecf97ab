package import Failures
package import Foundation

/// Files that are small enough to be read whole.
package enum WholeFile {
    /// The most bytes that a file read whole may have, where its reader names no other bound: 256 MiB.
    package static let usualLimit = 1 << 28

    /// A file's bytes.
    ///
    /// - Parameters:
    ///   - limit: the most bytes that it may have.
    ///   - remedy: what to do where there is no such file.
    ///
    /// Throws as `InputFile` does, and `.badData` for a file that is larger.
    package static func bytes(_ path: String, atMost limit: Int = usualLimit, ifMissing remedy: String? = nil)
        throws(Failure) -> [UInt8]
    {
        let file = try InputFile(path, ifMissing: remedy)
        guard file.count <= limit else { throw tooLarge(file.count, limit, path) }
        // One byte more than it said it had: the usual file is read in one call, and ends there.
        var bytes = try file.read(upTo: file.count + 1)
        while bytes.count > file.count {
            let more = try file.read(upTo: 1 << 16)
            if more.isEmpty { break }
            bytes += more
            guard bytes.count <= limit else { throw tooLarge(bytes.count, limit, path) }
        }
        return bytes
    }

    /// A file's bytes; see `bytes`.
    package static func data(_ file: URL, atMost limit: Int = usualLimit, ifMissing remedy: String? = nil)
        throws(Failure) -> Data
    {
        Data(try bytes(file.filePath, atMost: limit, ifMissing: remedy))
    }

    /// A file's bytes; nil where there is no such file. Throws as `bytes` does for one that is there.
    package static func dataIfPresent(_ file: URL, atMost limit: Int = usualLimit) throws(Failure) -> Data? {
        do throws(Failure) {
            return try data(file, atMost: limit)
        } catch {
            if error.kind == .missingInput { return nil }
            throw error
        }
    }

    /// A text file in UTF-8, without a byte order mark. Throws as `bytes` does, and `.badData` for another encoding,
    /// with the line.
    package static func text(_ path: String, atMost limit: Int = usualLimit, ifMissing remedy: String? = nil)
        throws(Failure) -> String
    {
        let bytes = try bytes(path, atMost: limit, ifMissing: remedy)
        try TextEncoding.requireUTF8(bytes[...], at: path)
        return String(decoding: bytes.dropFirst(TextEncoding.markLength(bytes)), as: UTF8.self)
    }

    private static func tooLarge(_ count: Int, _ limit: Int, _ path: String) -> Failure {
        Failure(
            .badData, "has \(count) bytes; a file of its kind has at most \(limit)", at: path,
            remedy: "check that this is the file you mean")
    }
}
