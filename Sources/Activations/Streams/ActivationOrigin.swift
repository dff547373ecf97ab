/// Where one activation came from: which row of text, and which token of it.
///
/// Contexts are numbered from 0 in the order of the stream and go on counting through repeated passes over the text,
/// so that two activations with the same context and neighbouring positions are neighbouring tokens.
public struct ActivationOrigin: Sendable, Hashable {
    /// The row of text.
    public var context: Int64
    /// The token's place in it, BOS included: the first token after BOS has position 1.
    public var position: Int32

    public init(context: Int64, position: Int32) {
        self.context = context
        self.position = position
    }

    /// Whether this token directly follows `other` in the same context.
    public func follows(_ other: ActivationOrigin) -> Bool {
        context == other.context && position == other.position + 1
    }
}
