import LanguageModels

/// What a forward pass to a hook point must do.
enum ForwardFloor {
    /// `tokens` in rows of `length`, from the embedding to `hook`, on weights of two bytes.
    ///
    /// Operations are those of the products, with each token seeing itself and those before it inside the window.
    static func of(_ c: Gemma2Configuration, to hook: Hookpoint, tokens: Int, length: Int) -> Floor {
        let d = Double(c.hiddenSize), heads = Double(c.heads * c.headWidth), keys = Double(c.keyHeads * c.headWidth)
        let inner = Double(c.feedForwardSize), count = Double(tokens)
        var parameters = 0.0, seen = 0.0
        for layer in 0...hook.layer {
            let last = layer == hook.layer
            if last && hook.site == .residPre { break }
            parameters += d * heads * 2 + d * keys * 2
            let window = c.windows[layer] ?? length
            let mean = (0..<length).reduce(0.0) { $0 + Double(min($1 + 1, window)) } / Double(length)
            seen += 4 * heads * mean
            if last && (hook.site == .residMid || hook.site == .attnOut) { break }
            parameters += 3 * d * inner
        }
        return Floor(operations: count * (2 * parameters + seen), bytes: 2 * parameters + 4 * d * count)
    }
}
