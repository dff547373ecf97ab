public import Autoencoders
public import Engine
import Files
import Worlds

/// Everything that an SAE's latents say of a world's known features. Guides/Worlds.md has each name.
public struct GroundTruthFigures {
    let reconstruction: TruthEncoding.Reconstruction
    let alive: Double
    let recovery: FeatureRecovery
    let absorption: TruthAbsorption
    let audit: AbsorptionAudit
    let synth: SynthRecovery
    let tokens: Int

    /// Measures an SAE in the form that it has: calibrate it first.
    public init(of sae: Autoencoder, on tokens: GroundTruthTokens, engine: ComputeEngine) {
        let encoding = TruthEncoding(sae, on: tokens, engine: engine)
        let cosines = Matrix(rows: encoding.latents, columns: tokens.features.count)
        engine.product(encoding.decoder, transposed: tokens.features.directions, into: cosines)
        reconstruction = encoding.figures
        alive = encoding.aliveFraction
        recovery = FeatureRecovery(encoding, cosines: cosines, engine: engine)
        absorption = TruthAbsorption(encoding, engine: engine)
        audit = AbsorptionAudit(encoding, engine: engine)
        synth = SynthRecovery(encoding, cosines: cosines, engine: engine)
        self.tokens = tokens.count
    }

    /// A figure by its category and name in the file; nil where it does not exist.
    public subscript(category: String, name: String) -> Double? { metrics[category]?[name]?.double }

    /// `eval_result_metrics`. What does not exist (absorption in a world without parents) is null.
    var metrics: JSONTree {
        func figure(_ value: Double?) -> JSONTree { value.map { .number($0) } ?? .null }
        return [
            "sparsity": ["l0": figure(reconstruction.l0), "alive_fraction": figure(alive)],
            "reconstruction_quality": [
                "explained_variance": figure(reconstruction.explainedVariance),
                "mse": figure(reconstruction.squaredError), "shrinkage": figure(reconstruction.shrinkage),
            ],
            "absorption": [
                "absorption": figure(absorption.absorption), "hole": figure(absorption.hole),
                "lone_miss": figure(absorption.loneMiss), "mixing": figure(absorption.mixing),
                "saebench_fraction": figure(absorption.fraction), "saebench_full": figure(absorption.full),
                "main_latents": figure(absorption.mainLatents), "audited": figure(audit.audited),
                "audit_counted_share": figure(audit.tokens > 0 ? Double(audit.counted) / Double(audit.tokens) : nil),
                "audit_median_cosine": figure(audit.medianCosine), "audit_median_purity": figure(audit.medianPurity),
            ],
            "feature_recovery": [
                "f1": figure(recovery.mean), "f1_parents": figure(recovery.parents),
                "f1_children": figure(recovery.children), "f1_others": figure(recovery.others),
                "mcc": figure(recovery.mcc),
            ],
            "synth_sae_bench": [
                "precision": figure(synth.precision), "recall": figure(synth.recall), "f1": figure(synth.f1),
                "accuracy": figure(synth.accuracy), "mcc": figure(synth.mcc), "uniqueness": figure(synth.uniqueness),
            ],
        ]
    }

    /// By a child's place among its siblings: its stated share of the parent's tokens, its tokens, and those on which the
    /// parent was absorbed.
    package var byChild: [(share: Double, tokens: Int, absorbed: Int)] {
        absorption.byChild.map { ($0.share, $0.tokens, $0.absorbed) }
    }

    /// `eval_result_details`: absorption by a child's place among its siblings.
    var details: [JSONTree] {
        absorption.byChild.enumerated().map { place, child in
            [
                "child": .integer(place), "share_of_parent": .number(child.share), "tokens": .integer(child.tokens),
                "absorption": child.tokens > 0 ? .number(Double(child.absorbed) / Double(child.tokens)) : .null,
            ]
        }
    }

    /// By feature, for readers of our own.
    var own: JSONTree { ["f1_by_feature": .list(recovery.f1.map { .number($0) })] }
}
