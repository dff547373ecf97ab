import Files
import Foundation
import TestSupport
import Tokens

/// The committed tokenizers and what the `tokenizers` library makes of texts with them.
enum TokenGoldens {
    static let folder = Goldens.url("tokens")

    static let embeddedTokenizer = Goldens.folder.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/EmbeddedModel/Resources/gemma2-nano/tokenizer.json").path(percentEncoded: false)

    static let names = ["nano", "gemma-like", "fused-unknown", "some-bytes", "no-unknown", "contiguous", "inverted"]

    static func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }

    static func tokenizer(_ name: String) throws -> Tokenizer {
        switch name {
        case "nano": try Tokenizer(file: embeddedTokenizer)
        case "gemma-like": try Tokenizer(file: path("gemma-like/tokenizer.json"))
        default: try Tokenizer(file: path("variants/\(name).json"))
        }
    }

    /// The JSON values of a `.jsonl.zst`.
    static func records(_ name: String) throws -> [JSONValue] {
        let lines = LineReader(try CorpusBytes(file: path(name)), longLines: .passOver(over: 1 << 28))
        var records: [JSONValue] = []
        while let line = try lines.next() { records.append(try JSONReader.read(line.bytes).root) }
        return records
    }
}

extension JSONValue {
    var ids: [Int32] { (array ?? []).map { Int32($0.int ?? -1) } }
}

/// A folder that goes away with its owner.
final class ScratchFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "tokens-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file and returns its path.
    func file(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
        let file = url.appending(path: name)
        try Data(bytes).write(to: file)
        return file.path(percentEncoded: false)
    }

    func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }
}
