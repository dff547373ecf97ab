package import Failures
import Files

/// A file's text in pieces of bounded size; where its name ends in `.zst`, decompressed.
package final class CorpusBytes: ByteSource {
    /// How much is read at once.
    private static let chunkSize = 1 << 18

    private let input: InputFile
    private let zstd: ZstdStream?
    private var toPassOver = 0

    /// Opens a file so that reading begins `offset` bytes into its text; a compressed one is read up to there.
    ///
    /// Throws: `Failure` as `InputFile` does.
    package init(file: String, from offset: Int = 0) throws(Failure) {
        input = try InputFile(file)
        zstd = file.lowercased().hasSuffix(".zst") ? try ZstdStream(file: file) : nil
        if zstd == nil, offset > 0 { try input.seek(to: offset) } else { toPassOver = offset }
    }

    /// Appends the next piece of text; false at the end.
    ///
    /// Throws: `Failure` `.io` when reading fails, `.badData` for a damaged or truncated `.zst`.
    package func read(appendingTo buffer: inout [UInt8]) throws(Failure) -> Bool {
        guard let zstd else {
            return try input.read(appendingTo: &buffer)
        }
        while true {
            var text: [UInt8] = []
            while try zstd.step(appendingTo: &text) {
                let passed = min(toPassOver, text.count)
                toPassOver -= passed
                if passed < text.count {
                    buffer.append(contentsOf: text[passed...])
                    return true
                }
                text.removeAll(keepingCapacity: true)
            }
            let chunk = try input.read(upTo: Self.chunkSize)
            if chunk.isEmpty {
                guard zstd.isComplete else {
                    throw Failure(
                        .badData, "the zstd data breaks off before its end", at: input.path,
                        remedy: "the file is incomplete; download or compress it again")
                }
                guard toPassOver == 0 else {
                    throw Failure(
                        .badData, "the saved place lies \(toPassOver) bytes behind the end of the text", at: input.path,
                        remedy: "resume from another checkpoint of the same run")
                }
                return false
            }
            zstd.feed(chunk)
        }
    }
}
