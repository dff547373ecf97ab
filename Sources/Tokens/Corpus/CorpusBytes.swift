package import Failures
import Files
import Tables

/// A file's text in pieces of bounded size; where its name ends in `.zst` or `.gz`, decompressed.
package final class CorpusBytes: ByteSource {
    private let file: any ByteSource
    private let path: String
    private var toPassOver = 0

    /// Opens a file so that reading begins `offset` bytes into its text; a compressed one is read up to there.
    ///
    /// Throws: `Failure` as `InputFile` does.
    package init(file path: String, from offset: Int = 0) throws(Failure) {
        self.path = path
        if Corpus.isPacked(path) {
            file = try DecompressedFile(path)
            toPassOver = offset
        } else {
            let plain = try InputFile(path)
            if offset > 0 { try plain.seek(to: offset) }
            file = plain
        }
    }

    /// Appends the next piece of text; false at the end.
    ///
    /// Throws: `Failure` `.io` when reading fails, `.badData` for damaged or truncated compressed data.
    package func read(appendingTo buffer: inout [UInt8]) throws(Failure) -> Bool {
        while toPassOver > 0 {
            var text: [UInt8] = []
            guard try file.read(appendingTo: &text) else {
                throw Failure(
                    .badData, "the saved place lies \(toPassOver) bytes behind the end of the text", at: path,
                    remedy: "resume from another checkpoint of the same run")
            }
            let passed = min(toPassOver, text.count)
            toPassOver -= passed
            if passed < text.count {
                buffer.append(contentsOf: text[passed...])
                return true
            }
        }
        return try file.read(appendingTo: &buffer)
    }
}
