import Failures
import Files
package import Foundation

/// SHA-256, in lower-case hexadecimal.
package enum FileHash {
    /// Of a file, read in pieces. Throws `.missingInput` or `.io`.
    package static func sha256(of file: URL) throws -> (digest: String, bytes: Int) {
        let hash = SHA256()
        let bytes = try add(file, to: hash)
        return (SHA256.hexadecimal(hash.finalize()), bytes)
    }

    /// Adds a file's bytes, read in pieces, to a hash; how many there were. Throws as `InputFile` does.
    @discardableResult
    package static func add(_ file: URL, to hash: SHA256) throws -> Int {
        let input = try InputFile(file.filePath)
        var bytes = 0
        while true {
            let piece = try input.read(upTo: 1 << 20)
            if piece.isEmpty { return bytes }
            piece.withUnsafeBytes { hash.update(bufferPointer: $0) }
            bytes += piece.count
        }
    }

    /// Of a text's UTF-8.
    package static func sha256(of text: String) -> String { SHA256.hexadecimal(SHA256.hash(data: Data(text.utf8))) }
}
