import Engine

/// One decoder block.
extension Gemma2 {
    enum Progress { case goOn, stop }

    /// Takes the residual stream `[T, d]` through block `layer`, in place:
    ///
    ///     residual += norm(attention(norm(residual)))
    ///     residual += norm(feedForward(norm(residual)))
    ///
    /// Stops where `hook` says, with the hooked activations in `residual`. `edit` is given its activations in place.
    func block(
        _ layer: Int, _ tokens: TokenBatch, residual: Matrix, stopping hook: Hookpoint?, editing edit: Edit?
    ) throws -> Progress {
        let stop = hook?.layer == layer ? hook?.site : nil
        let edit = edit?.hook.layer == layer ? edit : nil
        let epsilon = configuration.normEpsilon, layerWeights = weights.layers[layer]
        let normal = workspace.normal, branch = workspace.branch

        if edit?.hook.site == .residPre { try edit?.body(residual) }
        if stop == .residPre { return .stop }

        engine.rmsNorm(residual, weight: layerWeights.inputNorm, epsilon: epsilon, into: normal)
        try attend(layer, tokens, from: normal, into: branch)
        if stop == .attnOut {
            engine.rmsNorm(branch, weight: layerWeights.postAttentionNorm, epsilon: epsilon, into: residual)
            return .stop
        }
        try add(branch, norm: layerWeights.postAttentionNorm, to: residual, edit: edit, site: .attnOut)
        if edit?.hook.site == .residMid { try edit?.body(residual) }
        if stop == .residMid { return .stop }

        engine.rmsNorm(residual, weight: layerWeights.preFeedForwardNorm, epsilon: epsilon, into: normal)
        let finite = engine.gatedFeedForward(
            normal, gate: layerWeights.gate, up: layerWeights.up, down: layerWeights.down,
            scratch: workspace.hidden, into: branch)
        if !finite { try weights.requireFinite(layer: layer) }
        if stop == .mlpOut {
            engine.rmsNorm(branch, weight: layerWeights.postFeedForwardNorm, epsilon: epsilon, into: residual)
            return .stop
        }
        try add(branch, norm: layerWeights.postFeedForwardNorm, to: residual, edit: edit, site: .mlpOut)
        if edit?.hook.site == .residPost { try edit?.body(residual) }
        return stop == .residPost ? .stop : .goOn
    }

    /// residual += norm(branch), by way of `edit` where it is for this site. Both ways give the same bits for an edit
    /// that changes nothing.
    private func add(_ branch: Matrix, norm: Matrix, to residual: Matrix, edit: Edit?, site: Hookpoint.Site) throws {
        let epsilon = configuration.normEpsilon
        if let edit, edit.hook.site == site {
            engine.rmsNorm(branch, weight: norm, epsilon: epsilon, into: branch)
            try edit.body(branch)
            engine.add(residual, branch, into: residual)
        } else {
            engine.addRMSNorm(branch, weight: norm, epsilon: epsilon, to: residual)
        }
    }

    /// Attention of one layer. `normal [T, d]`, `out [T, d]`. Throws where a weight is not finite.
    private func attend(_ layer: Int, _ tokens: TokenBatch, from normal: Matrix, into out: Matrix) throws {
        let c = configuration, layerWeights = weights.layers[layer]
        let shape = AttentionShape(
            heads: c.heads, keyHeads: c.keyHeads, headWidth: c.headWidth, scale: 1 / c.queryScalar.squareRoot(),
            cap: c.attentionCap, window: c.windows[layer])
        var finite = engine.product(normal, transposedFinite: layerWeights.attention, into: workspace.joined)
        engine.rotate(workspace.joined, heads: c.heads + c.keyHeads, length: tokens.length, by: workspace.rotary)
        engine.attention(
            workspace.joined, sequences: tokens.sequences, length: tokens.length, shape: shape,
            scratch: workspace.scores, into: workspace.mixed)
        finite = engine.product(workspace.mixed, transposedFinite: [layerWeights.output], into: out) && finite
        if !finite { try weights.requireFinite(layer: layer) }
    }
}
