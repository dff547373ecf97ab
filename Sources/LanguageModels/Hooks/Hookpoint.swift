import Failures

/// A place in a language model whose activations can be read or replaced, under TransformerLens' name:
/// `blocks.N.hook_resid_post`, say. Guides/Hooks.md has what each holds.
public struct Hookpoint: Sendable, Hashable, CustomStringConvertible {
    /// Where in a block, in the order in which a sequential block comes by; `embed` is before the first block.
    public enum Site: String, Sendable, Hashable, CaseIterable {
        /// The token's embedding, after its scale and before positions are added.
        case embed = "hook_embed"
        /// The residual stream as it enters the block.
        case residPre = "hook_resid_pre"
        /// The heads' results side by side, before the output matrix. `[T, H D]`
        case z = "attn.hook_z"
        /// What attention adds to the residual stream: after a norm that follows it.
        case attnOut = "hook_attn_out"
        /// The residual stream between attention and feed-forward.
        case residMid = "hook_resid_mid"
        /// What the feed-forward layer's norm leaves before its gain.
        case normalized = "ln2.hook_normalized"
        /// What the feed-forward layer reads: after the norm and its gain.
        case mlpIn = "mlp.hook_in"
        /// The hidden layer after its activation (and gate). `[T, F]`
        case mlpPost = "mlp.hook_post"
        /// What the feed-forward layer gives, before a norm that follows it.
        case mlpRaw = "mlp.hook_out"
        /// What the feed-forward layer adds to the residual stream: after a norm that follows it.
        case mlpOut = "hook_mlp_out"
        /// The residual stream as it leaves the block.
        case residPost = "hook_resid_post"
    }

    /// The block's number, from 0; 0 for `embed`.
    public let layer: Int
    public let site: Site

    public init(layer: Int, site: Site) {
        precondition(layer >= 0, "a hook in block \(layer)")
        self.layer = site == .embed ? 0 : layer
        self.site = site
    }

    /// Reads TransformerLens' name, or one of a module in Hugging Face's: `model.layers.N` (what leaves the block),
    /// `model.layers.N.mlp` and `model.layers.N.self_attn.o_proj.input`.
    ///
    /// Throws `Failure(.usage)` where `name` is no hook point.
    public init(_ name: String) throws {
        if name == Site.embed.rawValue {
            self.init(layer: 0, site: .embed)
            return
        }
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        func number(_ text: String) -> Int? {
            // `Int("+3")` and `Int("007")` are numbers, but no block's names.
            Int(text).flatMap { String($0) == text && $0 >= 0 ? $0 : nil }
        }
        if parts.count >= 3, parts[0] == "blocks", let layer = number(parts[1]),
            let site = Site(rawValue: parts[2...].joined(separator: ".")), site != .embed
        {
            self.init(layer: layer, site: site)
        } else if let (layer, site) = Hookpoint.module(parts, number) {
            self.init(layer: layer, site: site)
        } else {
            let sites = Site.allCases.filter { $0 != .embed }.map(\.rawValue).joined(separator: ", ")
            throw Failure(
                .usage, "\(name.quoted) is no hook point",
                remedy: "write blocks.N. and one of \(sites), N from 0; or hook_embed")
        }
    }

    private static func module(_ parts: [String], _ number: (String) -> Int?) -> (Int, Site)? {
        guard parts.count >= 3, parts[0] == "model", parts[1] == "layers", let layer = number(parts[2]) else { return nil }
        switch parts[3...].joined(separator: ".") {
        case "", "output": return (layer, .residPost)
        case "mlp", "mlp.output": return (layer, .mlpRaw)
        case "self_attn.o_proj.input": return (layer, .z)
        default: return nil
        }
    }

    public var name: String { site == .embed ? site.rawValue : "blocks.\(layer).\(site.rawValue)" }
    public var description: String { name }
}
