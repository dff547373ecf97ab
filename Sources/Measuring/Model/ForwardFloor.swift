import LanguageModels

/// What a forward pass to a hook point must do.
enum ForwardFloor {
    /// `tokens` in rows of `length`, from the embedding to `hook`, on weights of two bytes.
    ///
    /// Operations are those of the products, with each token seeing itself and those before it inside the window.
    static func of(_ c: ModelDescription, to hook: Hookpoint, tokens: Int, length: Int) -> Floor {
        let d = Double(c.hiddenSize), heads = Double(c.attention.heads * c.attention.headWidth)
        let keys = Double(c.attention.keyHeads * c.attention.headWidth)
        let inner = Double(c.feedForward.size), count = Double(tokens)
        var parameters = 0.0, seen = 0.0
        for layer in 0...hook.layer {
            let last = layer == hook.layer
            if last && (hook.site == .residPre || hook.site == .embed) { break }
            parameters += d * heads + d * keys * 2
            let window = c.perLayer[layer].window ?? length
            let mean = (0..<length).reduce(0.0) { $0 + Double(min($1 + 1, window)) } / Double(length)
            seen += 4 * heads * mean
            if last && hook.site == .z { break }
            parameters += d * heads
            if last && [.residMid, .attnOut, .normalized, .mlpIn].contains(hook.site) { break }
            parameters += (c.feedForward.isGated ? 2 : 1) * d * inner
            if last && hook.site == .mlpPost { break }
            parameters += d * inner
        }
        return Floor(operations: count * (2 * parameters + seen), bytes: 2 * parameters + 4 * d * count)
    }
}
