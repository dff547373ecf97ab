import Failures
public import Records

/// The one number that all inputs of a run are multiplied by, measured once on the first activations of the stream.
///
/// `sqrtWidth`: √d / mean‖x‖, so that the mean norm becomes √d (SAELens, `expected_average_only_in`).
/// `unit`: 1 / √(mean ‖x‖²), so that the mean squared norm becomes 1 (dictionary_learning, `normalize_activations`).
/// See `Guides/Activations.md`.
public struct ActivationScaler: Sendable, Equatable {
    public let scaling: InputScaling
    /// By what rows are multiplied.
    public let scale: Float
    /// How many activations it was measured on; 0 where nothing is measured.
    public let tokens: Int

    /// Inputs as they are.
    public static let none = ActivationScaler(scaling: .none, scale: 1, tokens: 0)

    init(scaling: InputScaling, scale: Float, tokens: Int) {
        self.scaling = scaling
        self.scale = scale
        self.tokens = tokens
    }

    /// Measures on activations of `width` d, given each one's ‖x‖². Means are taken in Double, in the order given.
    ///
    /// - Throws: `Failure` when there are none or all are zero: no factor can bring them to a norm.
    public init(_ scaling: InputScaling, squaredNorms: [Double], width: Int) throws {
        let count = Double(squaredNorms.count)
        let factor: Double
        switch scaling {
        case .none:
            self = .none
            return
        case .sqrtWidth:
            factor = Double(width).squareRoot() * count / squaredNorms.reduce(0) { $0 + $1.squareRoot() }
        case .unit:
            factor = (count / squaredNorms.reduce(0, +)).squareRoot()
        }
        let scale = Float(factor)
        guard scale.isFinite, scale > 0 else {
            throw Failure(
                .badData, "the inputs cannot be scaled: the first \(squaredNorms.count) activations have no norm",
                remedy: "check the hook point, or train with data.scaling none")
        }
        self.init(scaling: scaling, scale: scale, tokens: squaredNorms.count)
    }
}

extension ActivationScaler: Codable {
    private enum Key: String, CodingKey { case scaling, scaleBits = "scale_bits", scale, tokens }

    /// The factor is kept by its bits; `scale` stands beside it for people.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(scaling, forKey: .scaling)
        try container.encode(scale.bitPattern, forKey: .scaleBits)
        try container.encode(scale, forKey: .scale)
        try container.encode(tokens, forKey: .tokens)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.init(
            scaling: try container.decode(InputScaling.self, forKey: .scaling),
            scale: Float(bitPattern: try container.decode(UInt32.self, forKey: .scaleBits)),
            tokens: try container.decode(Int.self, forKey: .tokens))
        let shown = try container.decode(Float.self, forKey: .scale)
        guard scale.isFinite, scale > 0, scale == shown, tokens >= 0 else {
            throw Failure(
                .badData,
                "'scaler' contradicts itself: 'scale_bits' are those of \(scale), 'scale' is \(shown), 'tokens' \(tokens)",
                remedy: "resume from another checkpoint of the same run")
        }
    }
}
