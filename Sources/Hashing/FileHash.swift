import Failures
package import Foundation

/// SHA-256, in lower-case hexadecimal.
package enum FileHash {
    /// Of a file, read in pieces. Throws `.missingInput` or `.io`.
    package static func sha256(of file: URL) throws -> (digest: String, bytes: Int) {
        let place = file.path(percentEncoded: false)
        guard let handle = try? FileHandle(forReadingFrom: file) else {
            throw Failure(.missingInput, "there is no such file", at: place)
        }
        defer { try? handle.close() }
        let hash = SHA256()
        var bytes = 0
        do {
            while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
                hash.update(data: piece)
                bytes += piece.count
            }
        } catch {
            throw Failure(.io, "cannot be read: \(error.localizedDescription)", at: place)
        }
        return (SHA256.hexadecimal(hash.finalize()), bytes)
    }

    /// Of a text's UTF-8.
    package static func sha256(of text: String) -> String { SHA256.hexadecimal(SHA256.hash(data: Data(text.utf8))) }
}
