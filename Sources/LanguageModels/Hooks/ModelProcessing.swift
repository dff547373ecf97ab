import Engine

/// What TransformerLens does to a model's weights as it loads one, as far as it changes what an SAE reads. Nothing is done
/// to weights here: what is read and replaced at a hook point is taken as the processed model would have it.
/// families.md §5.1 has what each does; SAELens writes them as `model_from_pretrained_kwargs`.
public struct ModelProcessing: Sendable, Hashable {
    /// `center_writing_weights`: every vector in, or written to, the residual stream has no mean over d. Models with
    /// layer norms only: those with RMS norms are left alone, as TransformerLens leaves them.
    public var centersWriting: Bool
    /// `fold_value_biases`: what the heads give has no value bias in it.
    public var foldsValueBiases: Bool

    /// The model as `transformers` has it (`from_pretrained_no_processing`).
    public static let none = ModelProcessing()

    public init(centersWriting: Bool = false, foldsValueBiases: Bool = false) {
        self.centersWriting = centersWriting
        self.foldsValueBiases = foldsValueBiases
    }
}

/// The same for one model: what stands between its own activations and those that are read.
struct ProcessedView {
    let centers: Bool
    /// By layer, b_V for each head. `[1, H D]`
    let valueBiases: [Matrix?]

    init(_ processing: ModelProcessing, _ c: ModelDescription, _ weights: ModelWeights) {
        centers = processing.centersWriting && c.norm.kind == .layer
        let a = c.attention
        valueBiases = weights.layers.map { layer in
            guard processing.foldsValueBiases, let joined = layer.attentionBias?.toArray() else { return nil }
            let values = joined[((a.heads + a.keyHeads) * a.headWidth)...]
            let repeated = (0..<a.heads).flatMap { head in
                let start = values.startIndex + head / (a.heads / a.keyHeads) * a.headWidth
                return values[start..<start + a.headWidth]
            }
            return Matrix(rows: 1, columns: repeated.count, elements: repeated)
        }
    }

    /// Turns a model's own activations at a hook point into those that are read, in place.
    func enter(_ hook: Hookpoint, _ x: Matrix, _ engine: ComputeEngine) {
        switch hook.site {
        case .embed, .residPre, .attnOut, .residMid, .mlpRaw, .mlpOut, .residPost:
            if centers { engine.centerRows(x, into: x) }
        case .z: if let bias = valueBiases[hook.layer] { engine.subtractRow(x, bias, into: x) }
        case .normalized, .mlpIn, .mlpPost: break
        }
    }

    /// The way back, for what a replacement left. A mean that was taken out stays out: every reader of the residual
    /// stream takes it out again.
    func leave(_ hook: Hookpoint, _ x: Matrix, _ engine: ComputeEngine) {
        if hook.site == .z, let bias = valueBiases[hook.layer] { engine.addRow(x, bias, into: x) }
    }
}
