import Failures
package import TensorFiles
package import Tokens

extension GGUFVocabulary {
    /// The tokenizer of a GGUF file.
    ///
    /// - Throws: `Failure(.badData)` where it has none, or a key that is not what it must be.
    package init(_ file: GGUFFile) throws {
        let keys = file.metadata
        func key(_ name: String) -> String { "tokenizer.ggml.\(name)" }
        guard keys.has(key("model")) else {
            throw Failure(
                .badData, "holds no tokenizer ('tokenizer.ggml.model')", at: file.path,
                remedy: "name a file that was converted with its tokenizer")
        }
        if keys.has(key("remove_extra_whitespaces")), try keys.bool(key("remove_extra_whitespaces")) {
            throw keys.wrong(key("remove_extra_whitespaces"), "false: it is not built")
        }
        func any<Value>(_ name: String, _ read: (String) throws -> Value) rethrows -> Value? {
            keys.has(key(name)) ? try read(key(name)) : nil
        }
        self.init(
            model: try keys.string(key("model")), pattern: try any("pre", keys.string), pieces: try keys.texts(key("tokens")),
            types: try any("token_type", keys.integers) ?? [], scores: try any("scores", keys.floats) ?? [],
            merges: try any("merges", keys.texts) ?? [], bos: try any("bos_token_id", keys.integer),
            eos: try any("eos_token_id", keys.integer), unknown: try any("unknown_token_id", keys.integer),
            padding: try any("padding_token_id", keys.integer), addsBOS: try any("add_bos_token", keys.bool),
            addsEOS: try any("add_eos_token", keys.bool), addsSpacePrefix: try any("add_space_prefix", keys.bool))
    }
}
