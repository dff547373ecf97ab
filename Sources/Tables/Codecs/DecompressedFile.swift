package import Failures
import Files

/// A file's text in pieces of bounded size; where its name ends in `.gz` or `.zst`, decompressed.
package final class DecompressedFile: ByteSource {
    private enum Codec {
        case none
        case gzip(GzipStream)
        case zstd(ZstdStream)
    }

    /// What endings of names say that a file is compressed.
    package static let endings = [".gz", ".zst"]

    private let input: InputFile
    private let codec: Codec

    /// Where the file lies, as messages name it.
    package var path: String { input.path }

    /// Throws: `Failure` as `InputFile` does.
    package init(_ path: String) throws(Failure) {
        input = try InputFile(path)
        let name = path.lowercased()
        if name.hasSuffix(".gz") {
            codec = .gzip(try GzipStream(file: path))
        } else if name.hasSuffix(".zst") {
            codec = .zstd(try ZstdStream(file: path))
        } else {
            codec = .none
        }
    }

    /// Appends the next piece of text; false at the end.
    ///
    /// Throws: `Failure` `.io` when reading fails, `.badData` for compressed data that is damaged or breaks off.
    package func read(appendingTo buffer: inout [UInt8]) throws(Failure) -> Bool {
        let before = buffer.count
        switch codec {
        case .none: return try input.read(appendingTo: &buffer)
        case .gzip(let stream):
            while true {
                // A step may take input without giving text: a member's header.
                while try stream.step(appendingTo: &buffer) { if buffer.count > before { return true } }
                let piece = try input.read(upTo: Self.pieceSize)
                if piece.isEmpty { break }
                stream.feed(piece)
            }
            try stream.finish()
        case .zstd(let stream):
            while true {
                while try stream.step(appendingTo: &buffer) { if buffer.count > before { return true } }
                let piece = try input.read(upTo: Self.pieceSize)
                if piece.isEmpty { break }
                stream.feed(piece)
            }
            guard stream.isComplete else {
                throw Failure(
                    .badData, "the zstd data breaks off before its end", at: path,
                    remedy: "the file is incomplete; download or compress it again")
            }
        }
        return false
    }

    private static let pieceSize = 1 << 18
}
