import Failures
import TensorFiles

/// What stands before the names of a model's tensors. A causal model is saved with `model.`, its base model alone (as
/// `Gemma2Model.save_pretrained` writes it) with nothing; `transformers` reads both, and so is done here.
struct TensorNames {
    private let prefix: String
    /// Whether it is a base model alone.
    var isBase: Bool { prefix.isEmpty }

    /// What every family calls the embedding, behind the prefix.
    static let embedding = "embed_tokens.weight"
    static let head = "lm_head.weight"

    /// Throws `Failure(.badData)` where the embedding has another prefix: then the folder holds something around a
    /// language model (other inputs, an adapter, a compiled or wrapped module), of which this one may be a part.
    init(_ source: some TensorSource) throws {
        if source.contains("model." + TensorNames.embedding) {
            prefix = "model."
        } else if source.contains(TensorNames.embedding) {
            prefix = ""
        } else if let other = source.names.first(where: { $0.hasSuffix("." + TensorNames.embedding) }) {
            let found = String(other.dropLast(TensorNames.embedding.count))
            throw Failure(
                .badData,
                "its tensors have the prefix \(found.quoted) (there is \(other.quoted)); 'model.' and none can be read",
                at: source.path, remedy: "save the language model alone with transformers' save_pretrained")
        } else {
            // Nothing is near: the missing tensor is named under the usual prefix.
            prefix = "model."
        }
    }

    /// The name in the file: `norm.weight` with its prefix.
    func callAsFunction(_ name: String) -> String { prefix + name }

    /// The name of a layer's weight: `layers.3.mlp.up_proj.weight` with its prefix.
    func callAsFunction(_ layer: Int, _ part: String) -> String { "\(prefix)layers.\(layer).\(part).weight" }
}
