import Failures
import Foundation

/// A corpus file's text, decompressed, in pieces of bounded size.
final class CorpusBytes {
    /// How much is read at once.
    private static let chunkSize = 1 << 18

    private let file: String
    private let handle: FileHandle
    private let zstd: ZstdStream?
    private var toPassOver = 0

    /// Opens a file so that reading begins `offset` bytes into its text; a compressed one is read up to there.
    ///
    /// Throws: `Failure` `.missingInput` when it cannot be opened, `.io` when it cannot be read.
    init(file: String, from offset: Int) throws(Failure) {
        self.file = file
        zstd = file.lowercased().hasSuffix(".zst") ? try ZstdStream(file: file) : nil
        guard FileManager.default.fileExists(atPath: file) else {
            throw Failure(.missingInput, "no such corpus file", at: file)
        }
        do {
            handle = try FileHandle(forReadingFrom: URL(filePath: file))
            if zstd == nil, offset > 0 { try handle.seek(toOffset: UInt64(offset)) } else { toPassOver = offset }
        } catch {
            throw Failure(.missingInput, "cannot be opened: \(error.localizedDescription)", at: file)
        }
    }

    /// Appends the next piece of text; false at the end.
    ///
    /// Throws: `Failure` `.io` when reading fails, `.badData` for a damaged or truncated `.zst`.
    func read(appendingTo buffer: inout [UInt8]) throws(Failure) -> Bool {
        guard let zstd else {
            let chunk = try nextChunk()
            buffer.append(contentsOf: chunk)
            return !chunk.isEmpty
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
            let chunk = try nextChunk()
            if chunk.isEmpty {
                guard zstd.isComplete else {
                    throw Failure(
                        .badData, "the zstd data breaks off before its end", at: file,
                        remedy: "the file is incomplete; download or compress it again")
                }
                guard toPassOver == 0 else {
                    throw Failure(
                        .badData, "the saved place lies \(toPassOver) bytes behind the end of the text", at: file,
                        remedy: "resume from another checkpoint of the same run")
                }
                return false
            }
            zstd.feed(chunk)
        }
    }

    private func nextChunk() throws(Failure) -> [UInt8] {
        do {
            return [UInt8](try handle.read(upToCount: Self.chunkSize) ?? Data())
        } catch {
            throw Failure(.io, "cannot be read: \(error.localizedDescription)", at: file)
        }
    }
}
