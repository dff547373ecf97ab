import Engine
import Failures
import Foundation
import LanguageModels
import TensorFiles

/// What a language model is, as a folder or a GGUF file.
extension Findings {
    mutating func addModel(_ path: String) throws {
        kind = "model"
        // Opened as every other command opens it, so that what they would refuse is refused here.
        addShape(try open(path, withTokenizer: FileManager.default.fileExists(atPath: path + "/tokenizer.json")))
        let tensors = try TensorFolder(URL(filePath: path))
        add("parameters", tensors.entries.reduce(0) { $0 + $1.count })
        add("number formats", Array(Set(tensors.entries.map(\.type.rawValue))).sorted())
        add("files", tensors.files.count)
    }

    private mutating func open(_ path: String, withTokenizer: Bool) throws -> ModelDescription {
        let engine = try MemoryCheck.engine(threads: 0)
        guard withTokenizer else { return try LanguageModel(folder: path, engine: engine).configuration }
        let both = try ModelAndTokenizer(path, engine: engine)
        opened = both
        return both.model.configuration
    }

    private mutating func addShape(_ model: ModelDescription) {
        add("architecture", model.family)
        add("layers", model.layers)
        add("width", model.hiddenSize)
        add("heads", model.attention.heads)
        add("key heads", model.attention.keyHeads)
        add("head width", model.attention.headWidth)
        add("vocabulary", model.vocabularySize)
        add("context", model.contextLength)
        add("hook points", model.sites.map { $0 == .embed ? $0.rawValue : "blocks.N.\($0.rawValue)" })
    }

    mutating func addGGUF(_ path: String) throws {
        kind = "model"
        let file = try GGUFFile(URL(filePath: path)), keys = file.metadata
        let tokenizer = "tokenizer.ggml.model", hasTokenizer = keys.has(tokenizer)
        let model = try open(path, withTokenizer: hasTokenizer)
        func text(_ key: String) -> String? { keys.has(key) ? try? keys.string(key) : nil }
        add("container", "GGUF \(file.version)")
        add("GGUF architecture", text("general.architecture"))
        add("name", text("general.name"))
        add("licence", text("general.license"))
        addShape(model)
        add("parameters", file.tensors.reduce(0) { $0 + $1.count })
        let formats = Dictionary(grouping: file.tensors, by: \.type.name).mapValues(\.count)
        add("number formats", formats.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) (\($0.value))" })
        if hasTokenizer {
            add("tokenizer", [text(tokenizer), text("tokenizer.ggml.pre")].compactMap { $0 }.joined(separator: ", "))
            add("pieces", keys.count("tokenizer.ggml.tokens"))
        }
        add("files", file.files.count)
    }

    /// How well it predicts a text.
    mutating func addText(_ text: String, _ path: String) throws {
        guard let opened else {
            throw Failure(
                .missingInput, "the model has no tokenizer, so no text can be read", at: path,
                remedy: "put its tokenizer.json beside it")
        }
        let found = try ModelOnText(opened, text: text)
        add("bytes of text", found.bytes)
        add("tokens", found.tokens)
        add("cross-entropy (nats a token)", found.crossEntropy)
        add("bits a byte", found.bitsPerByte)
    }
}
