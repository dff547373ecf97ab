import Failures
import Files

/// Which files of a repository a language model needs: description, tokenizer, safetensors; never the same weights twice
/// in other forms.
enum ModelSelection {
    static let descriptions: Set<String> = [
        "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
    ]
    static let index = "model.safetensors.index.json"

    /// Descriptions, tokenizers, and the index of the weights where there is one.
    ///
    /// - Parameter names: of the files that lie in the model's folder, without its name.
    static func descriptions(among names: [String]) -> [String] {
        names.filter { descriptions.contains($0) || isTokenizer($0) || $0 == index }
    }

    /// The weights' files where no index names them: `model.safetensors`, else all shards.
    static func weights(among names: [String]) -> [String] {
        let all = names.filter { $0.hasSuffix(".safetensors") }
        if all.contains("model.safetensors") { return ["model.safetensors"] }
        // Mistral's own form beside the shards, and adapters: other weights, or the same once more.
        let plain = all.filter { !$0.hasPrefix("consolidated") && !$0.hasPrefix("adapter") }
        return plain.isEmpty ? all : plain
    }

    /// The shards that an index names, each once. Throws `.badData` for an index that names none, or files elsewhere.
    static func shards(inIndex path: String) throws(Failure) -> [String] {
        let value = try JSONFile.value(path, atMost: 1 << 26)
        let names = Set((value["weight_map"]?.members ?? []).map { $0.value.string ?? "" })
        guard !names.isEmpty, names.allSatisfy({ RepositoryPath.isSafe($0) && !$0.contains("/") && $0.hasSuffix(".safetensors") })
        else { throw Failure(.badData, "the index names no safetensors files beside it (weight_map)", at: path) }
        return names.sorted()
    }

    private static func isTokenizer(_ name: String) -> Bool { name.hasPrefix("tokenizer") && name.hasSuffix(".json") }
}

/// Forms of weights that are not fetched where there are safetensors.
enum OtherForms {
    static let endings = [".bin", ".pt", ".pth", ".ckpt", ".msgpack", ".h5", ".onnx", ".ot", ".tflite", ".mlmodel"]

    /// The paths without other forms of the weights, where there are safetensors among them.
    static func left(out paths: [String]) -> [String] {
        guard paths.contains(where: { $0.hasSuffix(".safetensors") }) else { return paths }
        return paths.filter { path in !endings.contains { path.lowercased().hasSuffix($0) } && !path.contains(".onnx") }
    }
}
