import Foundation
import Testing

/// The embedded model's folder, copied and then damaged in one way.
struct DamagedModel {
    let folder: URL

    init(in place: Workplace) throws {
        folder = place.url.appending(path: "model")
        let source = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/EmbeddedModel/Resources/gemma2-nano").standardized
        try FileManager.default.copyItem(at: source, to: folder)
    }

    private var weights: URL { folder.appending(path: "model.safetensors") }

    /// Replaces text in the header of `model.safetensors` by other text of the same length.
    func changeHeader(_ old: String, to new: String) throws {
        try #require(old.utf8.count == new.utf8.count)
        var data = try Data(contentsOf: weights)
        let found = try #require(data.range(of: Data(old.utf8)))
        data.replaceSubrange(found, with: Data(new.utf8))
        try data.write(to: weights)
    }

    /// Makes the last bf16 weight a NaN.
    func putNaN(into tensor: String) throws {
        var data = try Data(contentsOf: weights)
        let length = data.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
        let header = try JSONSerialization.jsonObject(with: data[8..<8 + length]) as? [String: Any]
        let offsets = try #require((header?[tensor] as? [String: Any])?["data_offsets"] as? [Int])
        let last = 8 + length + offsets[1] - 2
        data.replaceSubrange(last..<last + 2, with: [0xC0, 0x7F])
        try data.write(to: weights)
    }

    /// Cuts `model.safetensors` into two shards with an index, the second of them short.
    func shardAndTruncate() throws {
        let data = try Data(contentsOf: weights)
        let length = data.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
        let header = try #require(try JSONSerialization.jsonObject(with: data[8..<8 + length]) as? [String: Any])
        let names = header.keys.filter { $0 != "__metadata__" }
        let map = Dictionary(uniqueKeysWithValues: names.map { ($0, "model-00001-of-00001.safetensors") })
        let index = try JSONSerialization.data(withJSONObject: ["weight_map": map])
        try index.write(to: folder.appending(path: "model.safetensors.index.json"))
        try data.dropLast(1000).write(to: folder.appending(path: "model-00001-of-00001.safetensors"))
        try FileManager.default.removeItem(at: weights)
    }

    /// Gives the tokenizer one token more than the model has rows.
    ///
    /// As text: Foundation's reader loses those of the pieces that are canonically equivalent.
    func addTokens() throws {
        let file = folder.appending(path: "tokenizer.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        let list = try #require(text.firstRange(of: /"added_tokens"\s*:\s*\[/))
        let token = #"{"id": 6144, "content": "<extra>", "normalized": false, "special": true},"#
        try Data((text[..<list.upperBound] + token + text[list.upperBound...]).utf8).write(to: file)
    }
}
