import Failures

/// Which hook points a model has, and how wide they are.
extension ModelDescription {
    /// The sites that exist in each block of such a model.
    public var sites: [Hookpoint.Site] {
        Hookpoint.Site.allCases.filter { site in
            switch site {
            // Where both sublayers read the block's input there is nothing between them.
            case .residMid: residual == .sequential
            // A norm that only follows a sublayer, or that is shared with attention, is not the feed-forward layer's.
            case .normalized: tensors.feedForwardNorm != nil
            default: true
            }
        }
    }

    /// The residual stream half-way through: where to look first in a model of which nothing is known.
    public var middle: Hookpoint { Hookpoint(layer: max(0, layers / 2 - 1), site: .residPost) }

    /// The activations' width: d, but for the heads' results and the hidden layer.
    public func width(at hook: Hookpoint) -> Int {
        switch hook.site {
        case .z: attention.heads * attention.headWidth
        case .mlpPost: feedForward.size
        default: hiddenSize
        }
    }

    /// Throws `Failure(.usage)`, with the list of those that exist, for a hook point that such a model has not.
    func check(_ hook: Hookpoint, at folder: String) throws {
        guard hook.layer < layers else {
            throw Failure(
                .usage, "there is no \(hook): the model has \(layers) layers", at: folder,
                remedy: "name a layer from 0 to \(layers - 1)")
        }
        guard sites.contains(hook.site) else {
            throw Failure(
                .usage, "there is no \(hook) in a model of type '\(family)'", at: folder,
                remedy: "its hook points are \(sites.map { Hookpoint(layer: hook.layer, site: $0).name }.joined(separator: ", "))")
        }
    }
}
