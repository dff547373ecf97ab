/// Everything that the core evaluation says of an SAE. Names and formulas are SAEBench's where it has them
/// (Guides/CoreMetrics.md); a figure that does not exist (0/0) is NaN here and −1 in the file, as there.
public struct CoreFigures: Sendable {
    // Cross-entropy and KL, in nats, of the model with the SAE in place, with the hook zeroed, and as it is.
    public var ceWith = Double.nan, ceAblated = Double.nan, ceWithout = Double.nan
    public var klWith = Double.nan, klAblated = Double.nan

    /// (CE_abl − CE_sae) / (CE_abl − CE_clean).
    public var ceScore: Double { (ceAblated - ceWith) / (ceAblated - ceWithout) }
    /// (KL_abl − KL_sae) / KL_abl.
    public var klScore: Double { (klAblated - klWith) / klAblated }

    /// mean ‖x‖, ‖x̂‖ and ‖x̂‖/‖x‖.
    public var normIn = Double.nan, normOut = Double.nan, normRatio = Double.nan
    /// Mean over batches of mean ‖x̂‖² / mean x·x̂.
    public var bias = Double.nan
    /// Latents that are not 0 on a token, mean.
    public var l0 = Double.nan
    /// The signed sum of a token's latents, mean.
    public var l1 = Double.nan
    /// SAEBench's: mean of ‖x − x̂‖² over the tokens of its batch.
    public var mse = Double.nan
    /// The paper's: a sum over the width, a mean over tokens.
    public var squaredError = Double.nan
    public var cosine = Double.nan
    /// SAEBench's `explained_variance`: 1 − R / (S − (S/d)²), a variance about nearly zero.
    public var explainedVariance = Double.nan
    /// SAEBench's legacy one, and the paper's: a mean of each token's 1 − r_t/‖x_t − x̄_batch‖².
    public var explainedVarianceLegacy = Double.nan
    /// The textbook's: 1 − Σ‖x − x̂‖² / Σ‖x − x̄‖² over all tokens.
    public var explainedVarianceTextbook = Double.nan

    /// For each latent the share of tokens on which it is above 0. `[F]`
    public var densities: [Double] = []
    /// For each latent the tokens on which it is above 0 over the rows in which it ever is. `[F]`
    public var consistency: [Double] = []
    public var weights = WeightFigures()

    /// Tokens looked at, special ones included.
    public var reconstructionTokens = 0, sparsityTokens = 0

    /// Share of latents that are ever above 0.
    public var aliveFraction: Double { share { $0 > 0 } }

    /// Share of latents with a density above a cut.
    public func share(above cut: Double) -> Double { share { $0 > cut } }

    /// What those latents have of all firings; 0 where nothing fires.
    public func normalisedShare(above cut: Double) -> Double {
        let all = densities.reduce(0, +)
        return all == 0 ? 0 : densities.reduce(0) { $1 > cut ? $0 + $1 : $0 } / all
    }

    private func share(_ condition: (Double) -> Bool) -> Double {
        densities.isEmpty ? .nan : Double(densities.count(where: condition)) / Double(densities.count)
    }
}

/// What an SAE's weights say by themselves, one number for each latent. `[F]`
public struct WeightFigures: Sendable {
    /// ‖W_enc,i‖, with the decoder's rows of unit norm.
    public var encoderNorms: [Double] = []
    public var encoderBiases: [Double] = []
    /// cos(W_enc,i, W_dec,i).
    public var encoderDecoderCosines: [Double] = []
    /// The largest signed cosine with another latent's.
    public var largestEncoderCosines: [Double] = []
    public var largestDecoderCosines: [Double] = []

    public init() {}
}
