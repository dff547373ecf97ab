import Failures
import Files
import Foundation

/// A file told by pieces of it: cheap for weights of many gigabytes, and all of the file where that is small.
package enum FileSamples {
    /// Bytes in a piece, and pieces.
    static let piece = 1 << 20, pieces = 16

    /// SHA-256 over the size and up to 16 pieces of a MiB, the first and the last among them, evenly spaced.
    ///
    /// Throws as `InputFile` does.
    package static func digest(of path: String) throws -> (digest: String, bytes: Int) {
        let file = try InputFile(path)
        let hash = SHA256()
        hash.update(data: Data("\(file.count)\n".utf8))
        let last = max(0, file.count - piece)
        let isSmall = file.count <= piece * pieces
        let starts = isSmall
            ? Array(stride(from: 0, to: max(1, file.count), by: piece)) : (0..<pieces).map { last / (pieces - 1) * $0 } + [last]
        for start in starts {
            try file.seek(to: start)
            hash.update(data: Data(try file.read(upTo: piece)))
        }
        return (SHA256.hexadecimal(hash.finalize()), file.count)
    }
}
