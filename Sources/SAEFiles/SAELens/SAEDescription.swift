import Failures
public import Files
import Foundation
import TensorFiles

/// Where a finished SAE comes from and what it is for: the metadata of its `cfg.json`. Whoever loads it needs the model
/// and the hook; the rest tells a reader how it was made.
public struct SAEDescription: Sendable, Equatable {
    /// As TransformerLens and SAEBench name the model.
    public var modelName: String
    /// `blocks.12.hook_resid_post`.
    public var hookName: String
    /// Token ids in a row of text in training, BOS included.
    public var contextSize: Int
    /// What the text was.
    public var dataset: String
    /// Whether rows of text began with BOS.
    public var prependsBOS: Bool
    /// Whether activations at BOS were left out.
    public var excludesBOS: Bool
    /// TransformerLens' `center_writing_weights` and `fold_value_biases`: whether the activations were those of a model
    /// that was processed so when it was loaded (`model_from_pretrained_kwargs`).
    public var centersWriting = false
    public var foldsValueBiases = false
    /// Latents per token as its maker published or measured them; nil where nobody said. A fixed k is not repeated here.
    public var publishedL0: Double?
    /// The architecture it was trained as, which the file's own (its inference form) need not be.
    public var trainedAs: String
    /// Activations trained on.
    public var trainingTokens: Int
    /// Who wrote it: "orthosae 0.1.0".
    public var writer: String
    /// What else stood in the file's metadata, which is open: kept, and written back.
    public var others: [JSONTree.Member] = []

    public init(
        modelName: String, hookName: String, contextSize: Int, dataset: String, prependsBOS: Bool = true,
        excludesBOS: Bool, trainedAs: String, trainingTokens: Int, writer: String
    ) {
        self.modelName = modelName
        self.hookName = hookName
        self.contextSize = contextSize
        self.dataset = dataset
        self.prependsBOS = prependsBOS
        self.excludesBOS = excludesBOS
        self.trainedAs = trainedAs
        self.trainingTokens = trainingTokens
        self.writer = writer
    }

    /// What `hookName` is where the SAE was trained on a world with known features, which has no hook point.
    static let worldHook = "world"

    /// Whether it was trained on a world with known features rather than on a language model.
    public var isOfWorld: Bool { hookName == SAEDescription.worldHook }

    /// Says that it was trained on a world: there is no text, context or BOS.
    public mutating func take(world: String) {
        hookName = SAEDescription.worldHook
        dataset = world
        (contextSize, prependsBOS, excludesBOS) = (1, false, false)
    }

    // What SAELens reads stands under its own names; what only we write begins with `orthosae_`.

    /// Whether the activations are heads' results, which SAELens has with the heads apart.
    var isOfHeads: Bool { hookName.hasSuffix(".attn.hook_z") }

    var metadata: [String: Any] {
        var metadata: [String: Any] = [
            // The version whose layout this is. Without one SAELens takes the file for a pre-6 one.
            "sae_lens_version": "6.18.0",
            "model_name": modelName,
            "model_class_name": "HookedTransformer",
            "hook_name": hookName,
            "hook_head_index": NSNull(),
            "context_size": contextSize,
            "prepend_bos": prependsBOS,
            "dataset_path": dataset,
            "exclude_special_tokens": excludesBOS,
            "training_architecture": trainedAs,
            "orthosae_training_tokens": trainingTokens,
            "orthosae_writer": writer,
        ]
        // Off is what SAELens' loader takes without the key.
        let processing = ["center_writing_weights": centersWriting, "fold_value_biases": foldsValueBiases].filter(\.value)
        if !processing.isEmpty { metadata["model_from_pretrained_kwargs"] = processing }
        if let publishedL0 { metadata["l0"] = publishedL0 }
        for member in others where metadata[member.key] == nil || member.key == "model_class_name" {
            metadata[member.key] = member.value.plain
        }
        return metadata
    }

    /// Keys of the metadata that are fields here, or what our own files always say.
    private static let known: Set<String> = [
        "sae_lens_version", "model_name", "hook_name", "hook_head_index", "context_size", "prepend_bos", "dataset_path",
        "exclude_special_tokens", "training_architecture", "orthosae_training_tokens", "orthosae_writer",
        "model_from_pretrained_kwargs", "hook_name_out", "hook_head_index_out", "l0",
    ]

    /// What of a file's metadata is no field here.
    static func others(_ metadata: JSONTree?) -> [JSONTree.Member] {
        (metadata?.members ?? []).filter {
            !known.contains($0.key) && $0.value != .null && !($0.key == "model_class_name" && $0.value == "HookedTransformer")
        }.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// What another program's file does not say is left empty. SAELens 6 keeps these under `metadata`, versions before it
    /// beside everything else, and the oldest under other names.
    ///
    /// Throws `Failure(.badData)` for a value of the wrong type, for an SAE of one attention head and for one that reads
    /// in one place of the model and writes in another.
    init(_ cfg: ConfigurationFile) throws {
        let metadata = try cfg.has("metadata") ? cfg.object("metadata") : nil
        let places = [metadata, cfg].compactMap(\.self)
        /// Where one of the keys stands, and which.
        func find(_ keys: [String]) -> (place: ConfigurationFile, key: String)? {
            for place in places {
                if let key = keys.first(where: { place.has($0) }) { return (place, key) }
            }
            return nil
        }
        func text(_ keys: String...) throws -> String { try find(keys).map { try $0.place.string($0.key) } ?? "" }
        func flag(_ key: String, otherwise value: Bool) throws -> Bool {
            try find([key]).map { try $0.place.bool($0.key) } ?? value
        }
        func count(_ keys: String...) throws -> Int {
            try find(keys).map { try $0.place.integer($0.key, in: 0...(1 << 53)) } ?? 0
        }
        modelName = try text("model_name")
        var hook = try text("hook_name", "hook_point")
        if hook.contains("{layer}") {
            hook = hook.replacing("{layer}", with: String(try count("hook_layer", "hook_point_layer")))
        }
        hookName = hook
        if let head = find(["hook_head_index", "hook_point_head_index"]) {
            throw head.place.wrong(head.key, "null: SAEs of one attention head cannot be read")
        }
        if let out = find(["hook_name_out"]), try out.place.string(out.key) != hook {
            throw out.place.wrong(out.key, "hook_name: transcoders cannot be read")
        }
        contextSize = try count("context_size")
        dataset = try text("dataset_path")
        prependsBOS = try flag("prepend_bos", otherwise: true)
        excludesBOS = find(["exclude_special_tokens"]).map { !$0.place.isNeutral($0.key) } ?? false
        if let (place, key) = find(["model_from_pretrained_kwargs"]), !place.isNeutral(key) {
            let loading = try place.object(key)
            centersWriting = try loading.has("center_writing_weights") && loading.bool("center_writing_weights")
            foldsValueBiases = try loading.has("fold_value_biases") && loading.bool("fold_value_biases")
        }
        trainedAs = try text("training_architecture")
        trainingTokens = try count("orthosae_training_tokens", "training_tokens")
        writer = try text("orthosae_writer")
    }
}

extension SAEDescription {
    /// What the hints say, and nothing else: empty, 0 and the usual (text begins with BOS) where they are silent.
    init(reading hints: SAEHints) {
        self.init(
            modelName: hints.modelName ?? "", hookName: hints.hookName ?? "", contextSize: hints.contextSize ?? 0,
            dataset: "", prependsBOS: hints.prependsBOS ?? true, excludesBOS: false, trainedAs: "", trainingTokens: 0,
            writer: "")
    }

    /// Fills in what a file left open.
    mutating func complete(by hints: SAEHints) {
        if modelName.isEmpty { modelName = hints.modelName ?? "" }
        if hookName.isEmpty { hookName = hints.hookName ?? "" }
        if contextSize == 0 { contextSize = hints.contextSize ?? 0 }
        if hints.centersWriting { centersWriting = true }
    }
}

extension JSONTree {
    /// As Foundation's coder takes it.
    fileprivate var plain: Any {
        switch self {
        case .null: NSNull()
        case .bool(let flag): flag
        case .integer(let number): number
        case .number(let number): number
        case .text(let text): text
        case .list(let values): values.map(\.plain)
        case .object(let members): Dictionary(members.map { ($0.key, $0.value.plain) }) { $1 }
        }
    }
}
