/// Every token that the page shows, once: contexts and logits are indices into it. Told apart by their bytes, since
/// Swift takes "à" and "a" with an accent for the same.
struct TokenTable {
    private(set) var tokens: [String] = []
    private var known: [[UInt8]: Int] = [:]

    mutating func index(_ token: String) -> Int {
        let bytes = Array(token.utf8)
        if let index = known[bytes] { return index }
        known[bytes] = tokens.count
        tokens.append(token)
        return tokens.count - 1
    }

    var json: String { ScriptJSON.array(tokens.map { ScriptJSON.string(TokenText.shown($0)) }) }
}
