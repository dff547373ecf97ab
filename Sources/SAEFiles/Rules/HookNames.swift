/// From the names of Hugging Face's modules to TransformerLens' hook points.
enum HookNames {
    /// What is passed over before `layers.N`.
    private static let prefixes = ["language_model.", "model.", "transformer.", "gpt_neox.", "language_model.", "model."]

    /// Whether a name is that of a module in a layer, or of the embedding, rather than any folder's.
    static func isInLayer(_ module: String) -> Bool {
        var parts = module.split(separator: ".", omittingEmptySubsequences: false)[...]
        while let first = parts.first, prefixes.contains(first + ".") { parts = parts.dropFirst() }
        if hook(ofModule: module) != nil { return true }
        guard let first = parts.first, first == "layers" || first == "h" || first == "blocks", let layer = parts.dropFirst().first
        else { return false }
        return !layer.isEmpty && layer.allSatisfy { ("0"..."9").contains($0) }
    }

    /// The hook of a module whose output (or, where it says so, input) is read; nil for one that is not known.
    ///
    /// `layers.12` and `h.12` are what leaves the block, `layers.12.mlp` what its feed-forward layer gives,
    /// `embed_tokens` the embedding. Source: exchange.md 1.5 and 1.7.
    static func hook(ofModule module: String) -> String? {
        var rest = Substring(module)
        for prefix in prefixes where rest.hasPrefix(prefix) { rest = rest.dropFirst(prefix.count) }
        if ["embed_tokens", "wte", "embed_in"].contains(String(rest)) { return "hook_embed" }
        let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0] == "layers" || parts[0] == "h" || parts[0] == "blocks", let layer = Int(parts[1]),
            layer >= 0, String(layer) == parts[1]
        else { return nil }
        switch parts.dropFirst(2).joined(separator: ".") {
        case "", "output": return "blocks.\(layer).hook_resid_post"
        case "mlp", "mlp.output": return "blocks.\(layer).mlp.hook_out"
        case "post_feedforward_layernorm.output", "post_feedforward_layernorm": return "blocks.\(layer).hook_mlp_out"
        case "self_attn", "attn", "attention", "self_attn.output": return "blocks.\(layer).hook_attn_out"
        case "self_attn.o_proj.input": return "blocks.\(layer).attn.hook_z"
        default: return nil
        }
    }
}
