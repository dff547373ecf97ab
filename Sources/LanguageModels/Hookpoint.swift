import Failures

/// A place in a decoder block whose activations can be read or replaced, under TransformerLens's name:
/// `blocks.N.hook_resid_pre`, `hook_resid_mid`, `hook_resid_post`, `hook_attn_out` or `hook_mlp_out`.
public struct Hookpoint: Sendable, Hashable, CustomStringConvertible {
    /// Where in a block.
    public enum Site: String, Sendable, Hashable, CaseIterable {
        /// The residual stream as it enters the block.
        case residPre = "hook_resid_pre"
        /// The residual stream between attention and feed-forward.
        case residMid = "hook_resid_mid"
        /// The residual stream as it leaves the block.
        case residPost = "hook_resid_post"
        /// What attention adds to the residual stream: after the norm that follows it.
        case attnOut = "hook_attn_out"
        /// What the feed-forward layer adds to the residual stream: after the norm that follows it.
        case mlpOut = "hook_mlp_out"
    }

    /// The block's number, from 0.
    public let layer: Int
    public let site: Site

    public init(layer: Int, site: Site) {
        precondition(layer >= 0, "a hook in block \(layer)")
        self.layer = layer
        self.site = site
    }

    /// Throws `Failure(.usage)` where `name` is no hook point.
    public init(_ name: String) throws {
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        // `Int("+3")` and `Int("007")` are numbers, but no block's names.
        guard parts.count == 3, parts[0] == "blocks", let layer = Int(parts[1]), String(layer) == parts[1], layer >= 0,
            let site = Site(rawValue: parts[2])
        else {
            let sites = Site.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(
                .usage, "\(name.quoted) is no hook point", remedy: "write blocks.N. and one of \(sites), N from 0")
        }
        self.init(layer: layer, site: site)
    }

    public var name: String { "blocks.\(layer).\(site.rawValue)" }
    public var description: String { name }
}
