/// What is done to a text before it is split: the `normalizer` of a `tokenizer.json`.
enum Normalizer: Sendable {
    case none
    case replace(ByteReplacement)
    /// Puts bytes in front of a text that is not empty.
    case prepend([UInt8])
    /// Unicode's normalisation form C.
    case composed
    case sequence([Normalizer])

    func apply(to text: [UInt8]) -> [UInt8] {
        switch self {
        case .none: text
        case .replace(let replacement): replacement.apply(to: text)
        case .prepend(let prefix): text.isEmpty ? text : prefix + text
        case .composed: Composition.apply(to: text)
        case .sequence(let parts): parts.reduce(text) { $1.apply(to: $0) }
        }
    }
}
