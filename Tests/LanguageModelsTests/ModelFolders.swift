import Foundation
import Testing

/// Copies of the odd model with something wrong, each in its own folder that goes away with the value.
final class ModelFolder {
    let path: String
    private let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "gemma2-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: URL(filePath: Gemma2Fixtures.odd), to: url)
        path = url.path(percentEncoded: false)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func url(_ name: String) -> URL { url.appending(path: name) }

    /// Sets a key of config.json (nil: removes it).
    func configure(_ key: String, _ value: Any?) throws {
        let file = url("config.json")
        var object = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        object[key] = value
        try JSONSerialization.data(withJSONObject: object).write(to: file)
    }

    /// The shard that holds a tensor, by the index.
    func shard(of tensor: String) throws -> URL {
        let data = try Data(contentsOf: url("model.safetensors.index.json"))
        let index = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        return url(try #require((index["weight_map"] as? [String: String])?[tensor]))
    }

    /// Changes a shard's header; the tensors' bytes stay.
    func editHeader(of shard: URL, _ edit: (inout [String: Any]) throws -> Void) throws {
        let (header, tensors) = try split(shard)
        var object = header
        try edit(&object)
        let text = try JSONSerialization.data(withJSONObject: object)
        var file = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) }
        file += text + tensors
        try file.write(to: shard)
    }

    /// Gives every tensor the name that `name` makes of its own, in shards and index.
    func rename(_ name: (String) -> String) throws {
        let index = url("model.safetensors.index.json")
        var object = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: index)) as? [String: Any])
        let map = try #require(object["weight_map"] as? [String: String])
        for shard in Set(map.values) {
            try editHeader(of: url(shard)) { header in
                header = Dictionary(
                    uniqueKeysWithValues: header.map { ($0.key == "__metadata__" ? $0.key : name($0.key), $0.value) })
            }
        }
        object["weight_map"] = Dictionary(uniqueKeysWithValues: map.map { (name($0.key), $0.value) })
        try JSONSerialization.data(withJSONObject: object).write(to: index)
    }

    /// Puts the embedding's bytes, in its number format, into a shard of their own as `lm_head.weight`.
    func replaceHeadByEmbedding() throws {
        let name = "model.embed_tokens.weight", shard = try shard(of: name), (header, tensors) = try split(shard)
        var entry = try #require(header[name] as? [String: Any])
        let offsets = try #require(entry["data_offsets"] as? [Int])
        entry["data_offsets"] = [0, offsets[1] - offsets[0]]
        let text = try JSONSerialization.data(withJSONObject: ["lm_head.weight": entry])
        var file = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) }
        file += text + tensors[offsets[0]..<offsets[1]]
        try file.write(to: url("head.safetensors"))
        try rename { $0 == "lm_head.weight" ? "old.rotary_emb.inv_freq" : $0 }
        let index = url("model.safetensors.index.json")
        var object = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: index)) as? [String: Any])
        var map = try #require(object["weight_map"] as? [String: String])
        map["lm_head.weight"] = "head.safetensors"
        object["weight_map"] = map
        try JSONSerialization.data(withJSONObject: object).write(to: index)
    }

    /// Overwrites the last two bytes of a tensor: in every number format used here 0xFFFF ends a NaN.
    func poison(_ tensor: String) throws {
        let shard = try shard(of: tensor), (header, tensors) = try split(shard)
        let entry = try #require(header[tensor] as? [String: Any])
        let end = try #require((entry["data_offsets"] as? [Int])?.last)
        var file = try Data(contentsOf: shard)
        let at = file.count - tensors.count + end
        file.replaceSubrange(at - 2..<at, with: [0xFF, 0xFF])
        try file.write(to: shard)
    }

    private func split(_ shard: URL) throws -> (header: [String: Any], tensors: Data) {
        let file = try Data(contentsOf: shard)
        let length = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let header = try #require(
            JSONSerialization.jsonObject(with: file[8..<8 + length]) as? [String: Any])
        return (header, Data(file[(8 + length)...]))
    }
}
