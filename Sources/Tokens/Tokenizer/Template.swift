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

    /// All the special tokens that it adds.
    var tokens: [Int32] {
        items.flatMap { item -> [Int32] in if case .tokens(let ids) = item { ids } else { [] } }
    }

    /// The template with a token before the text and no other there, or with none.
    func beginning(with token: Int32?) -> Template {
        let rest = Array(items.drop { if case .tokens = $0 { true } else { false } })
        return Template(items: (token.map { [.tokens([$0])] } ?? []) + rest)
    }

    /// The single special token before the text, if the template begins with one.
    var leadingToken: Int32? {
        if case .tokens(let ids)? = items.first, ids.count == 1 { ids[0] } else { nil }
    }
}
