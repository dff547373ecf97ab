/// Where special tokens go around a text: the `post_processor` of a `tokenizer.json`.
struct Template: Sendable {
    enum Item: Sendable {
        case tokens([Int32])
        case text
    }

    var items: [Item] = [.text]

    /// Whether it changes nothing.
    var isIdentity: Bool { if items.count == 1, case .text = items[0] { true } else { false } }

    func apply(to ids: [Int32]) -> [Int32] {
        if isIdentity { return ids }
        return items.flatMap { item in
            switch item {
            case .tokens(let tokens): tokens
            case .text: ids
            }
        }
    }

    /// The single special token before the text, if the template begins with one.
    var leadingToken: Int32? {
        if case .tokens(let ids)? = items.first, ids.count == 1 { ids[0] } else { nil }
    }
}
