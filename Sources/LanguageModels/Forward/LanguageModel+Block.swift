import Engine
import Failures

/// One decoder block.
extension LanguageModel {
    enum Progress { case goOn, stop }

    /// Takes the residual stream `[T, d]` through block `layer`, in place:
    ///
    ///     sequential:  residual += attention(residual);  residual += feedForward(residual)
    ///     parallel:    residual += attention(residual) + feedForward(residual)
    ///
    /// each sublayer with its norms before, around or after it. Stops where `stop` says, with the hooked activations in
    /// its output; for the sites of width d that output may be `residual`. `edit` is given its activations in place.
    func block(
        _ layer: Int, _ tokens: TokenBatch, residual: Matrix, stopping stop: Stop?, editing edit: Edit?,
        prefix: PrefixUse = .none
    ) throws -> Progress {
        let visit = Visit(
            stop: stop?.hook.layer == layer ? stop : nil, edit: edit?.hook.layer == layer ? edit : nil, view: view,
            engine: engine, prefix: prefix)
        if try visit.passes(.residPre, residual) == .stop { return .stop }
        let end =
            switch configuration.residual {
            case .sequential: try sequential(layer, tokens, residual, visit)
            case .parallel(let sharesNorm): try parallel(layer, tokens, residual, visit, sharesNorm: sharesNorm)
            }
        if end == .stop { return .stop }
        return try visit.passes(.residPost, residual)
    }

    private func sequential(
        _ layer: Int, _ tokens: TokenBatch, _ residual: Matrix, _ visit: Visit
    ) throws -> Progress {
        let w = weights.layers[layer], branch = workspace.branch
        if try attend(layer, tokens, from: read(residual, w.attentionNorm), into: branch, visit) == .stop { return .stop }
        if try add(branch, norm: w.attentionPostNorm, to: residual, visit, .attnOut) == .stop { return .stop }
        if try visit.passes(.residMid, residual) == .stop { return .stop }
        guard let input = try readForFeedForward(residual, w.feedForwardNorm, visit) else { return .stop }
        if try feedForward(layer, input, into: branch, visit) == .stop { return .stop }
        return try add(branch, norm: w.feedForwardPostNorm, to: residual, visit, .mlpOut)
    }

    private func parallel(
        _ layer: Int, _ tokens: TokenBatch, _ residual: Matrix, _ visit: Visit, sharesNorm: Bool
    ) throws -> Progress {
        let w = weights.layers[layer], branch = workspace.branch, second = workspace.second
        let normal = read(residual, w.attentionNorm)
        if try attend(layer, tokens, from: normal, into: branch, visit) == .stop { return .stop }
        if try visit.passes(.attnOut, branch) == .stop { return .stop }
        let input: Matrix
        if sharesNorm {
            if try visit.passes(.mlpIn, normal) == .stop { return .stop }
            input = normal
        } else {
            guard let own = try readForFeedForward(residual, w.feedForwardNorm, visit) else { return .stop }
            input = own
        }
        if try feedForward(layer, input, into: second, visit) == .stop { return .stop }
        if try visit.passes(.mlpOut, second) == .stop { return .stop }
        engine.add(residual, branch, into: residual)
        engine.add(residual, second, into: residual)
        return .goOn
    }

    /// What a sublayer reads: the stream itself where no norm stands before it.
    private func read(_ residual: Matrix, _ norm: ModelWeights.Norm?) -> Matrix {
        guard let norm else { return residual }
        normalize(residual, norm, into: workspace.normal)
        return workspace.normal
    }

    /// The same for the feed-forward layer, by way of the hook points of its input; nil: stopped there.
    private func readForFeedForward(_ residual: Matrix, _ norm: ModelWeights.Norm?, _ visit: Visit) throws -> Matrix? {
        let normal = workspace.normal
        if let norm, visit.concerns(.normalized) {
            standardize(residual, into: normal)
            if try visit.passes(.normalized, normal) == .stop { return nil }
            applyGain(norm, to: normal)
            return normal
        }
        let input = read(residual, norm)
        guard visit.concerns(.mlpIn) else { return input }
        // An edit of what is read must not change the stream.
        if input === residual { engine.copy(residual, into: normal) }
        return try visit.passes(.mlpIn, normal) == .stop ? nil : normal
    }

    /// residual += branch, or norm(branch), by way of `visit`. All ways give the same bits for an edit that changes
    /// nothing.
    private func add(
        _ branch: Matrix, norm: ModelWeights.Norm?, to residual: Matrix, _ visit: Visit, _ site: Hookpoint.Site
    ) throws -> Progress {
        if let norm, !visit.concerns(site), case .rms(let offset) = configuration.norm.kind {
            engine.addRMSNorm(
                branch, weight: norm.gain, offset: offset, epsilon: configuration.norm.epsilon, to: residual)
            return .goOn
        }
        if let norm { normalize(branch, norm, into: branch) }
        if try visit.passes(site, branch) == .stop { return .stop }
        engine.add(residual, branch, into: residual)
        return .goOn
    }

    /// Attention of one layer. `normal [T, d]`, `out [T, d]`. Throws where a weight is not finite.
    private func attend(
        _ layer: Int, _ tokens: TokenBatch, from normal: Matrix, into out: Matrix, _ visit: Visit
    ) throws -> Progress {
        let a = configuration.attention, w = weights.layers[layer], settings = configuration.perLayer[layer]
        let joined = workspace.joined, mixed = workspace.mixed
        let shape = AttentionShape(
            heads: a.heads, keyHeads: a.keyHeads, headWidth: a.headWidth, scale: a.scale / settings.scoreDivisor,
            cap: a.cap, window: settings.window)
        var finite = engine.product(normal, transposedFinite: w.attention, into: joined)
        if let bias = w.attentionBias { engine.addRow(joined, bias, into: joined) }
        normalizeHeads(w, joined)
        if let rotary = settings.rotary {
            engine.rotate(
                joined, heads: a.heads + a.keyHeads, headWidth: a.headWidth, length: tokens.length,
                from: visit.prefix.start, by: workspace.rotaries[rotary])
        }
        switch visit.prefix {
        case .none, .kept:
            engine.attention(
                joined, sequences: tokens.sequences, length: tokens.length, shape: shape, scratch: workspace.scores,
                into: mixed)
        case .before(let prefix):
            engine.attention(
                joined, after: prefix.joined[layer], sequences: tokens.sequences, length: tokens.length, shape: shape,
                scratch: workspace.scores, into: mixed)
        }
        if case .kept(let prefix) = visit.prefix { prefix.keep(joined, engine: engine) }
        if finite, try visit.passes(.z, mixed) == .stop { return .stop }
        finite = engine.product(mixed, transposedFinite: [w.output], into: out) && finite
        if !finite { try weights.requireFinite(layer: layer) }
        if let bias = w.outputBias { engine.addRow(out, bias, into: out) }
        return .goOn
    }

    private func normalizeHeads(_ w: ModelWeights.Layer, _ joined: Matrix) {
        guard let queryNorm = w.queryNorm, let keyNorm = w.keyNorm, case .rms(let offset) = configuration.norm.kind
        else { return }
        let a = configuration.attention, together = a.queryKeyNorm == .acrossHeads
        let epsilon = configuration.norm.epsilon
        engine.rmsNormParts(
            joined, parts: together ? 1 : a.heads, weight: queryNorm, offset: offset, epsilon: epsilon)
        engine.rmsNormParts(
            joined, from: a.heads * a.headWidth, parts: together ? 1 : a.keyHeads, weight: keyNorm, offset: offset,
            epsilon: epsilon)
    }

    /// The feed-forward layer. `input [T, d]`, `out [T, d]`. Throws where a weight is not finite.
    private func feedForward(_ layer: Int, _ input: Matrix, into out: Matrix, _ visit: Visit) throws -> Progress {
        let w = weights.layers[layer].feedForward, scratch = workspace.hidden
        if visit.concerns(.mlpPost) {
            let hidden = workspace.hiddenLayer(tokens: input.rows)
            if !engine.hiddenLayer(input, by: w, scratch: scratch, into: hidden) { try weights.requireFinite(layer: layer) }
            if try visit.passes(.mlpPost, hidden) == .stop { return .stop }
            if !engine.product(hidden, transposedFinite: [w.down], into: out) { try weights.requireFinite(layer: layer) }
            if let bias = w.downBias { engine.addRow(out, bias, into: out) }
        } else if !engine.feedForward(input, by: w, scratch: scratch, into: out) {
            try weights.requireFinite(layer: layer)
        }
        return try visit.passes(.mlpRaw, out)
    }
}

/// What happens to the activations of one block on their way.
struct Visit {
    let stop: LanguageModel.Stop?
    let edit: LanguageModel.Edit?
    let view: ProcessedView
    let engine: ComputeEngine
    var prefix = PrefixUse.none

    func concerns(_ site: Hookpoint.Site) -> Bool { stop?.hook.site == site || edit?.hook.site == site }

    /// Lets an edit for this site change the activations, then hands them over where this is where to stop.
    func passes(_ site: Hookpoint.Site, _ activations: Matrix) throws -> LanguageModel.Progress {
        if let edit, edit.hook.site == site {
            view.enter(edit.hook, activations, engine)
            try edit.body(activations)
            view.leave(edit.hook, activations, engine)
        }
        guard let stop, stop.hook.site == site else { return .goOn }
        if stop.output !== activations { engine.copy(activations, into: stop.output) }
        view.enter(stop.hook, stop.output, engine)
        return .stop
    }
}
