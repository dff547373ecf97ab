import Failures
import Files

extension TokenizerFileReader {
    func addedTokens(
        _ json: JSONValue?, model: BPEModel, normalizer: Normalizer
    ) throws(Failure) -> [AddedToken] {
        guard let json, !json.isNull else { return [] }
        guard let list = json.array else { throw failure("'added_tokens' is not a list") }
        var tokens: [AddedToken] = []
        var newIDs: [[UInt8]: Int32] = [:]
        var largest: Int32 = -1
        for item in list {
            guard let content = item["content"]?.bytes, let id = item["id"]?.int.flatMap({ Int32(exactly: $0) }) else {
                throw failure("an added token lacks 'content' or 'id'")
            }
            // The library passes over empty ones.
            if content.isEmpty { continue }
            // A token that the model lacks is numbered by the library itself: after the model's pieces, and after the
            // added tokens before it.
            let name = Array(content)
            let expected = model.vocabulary.id(of: content) ?? newIDs[name]
                ?? max(Int32(model.vocabulary.count), largest + 1)
            guard id == expected else {
                throw failure(
                    "added token \(String(decoding: content, as: UTF8.self).quoted) has id \(id), expected \(expected)",
                    remedy: "number added tokens that the model lacks in order after the model's pieces")
            }
            if model.vocabulary.id(of: content) == nil {
                if let other = model.vocabulary.piece(id) {
                    throw failure(
                        "added token \(String(decoding: content, as: UTF8.self).quoted) and the model's piece "
                            + "\(String(decoding: other, as: UTF8.self).quoted) have one id, \(id)")
                }
                newIDs[name] = id
            }
            largest = max(largest, id)
            let special = try flag(item, "special", otherwise: false)
            let normalized = try flag(item, "normalized", otherwise: !special)
            tokens.append(
                AddedToken(
                    id: id, content: name, singleWord: try flag(item, "single_word", otherwise: false),
                    stripsLeft: try flag(item, "lstrip", otherwise: false),
                    stripsRight: try flag(item, "rstrip", otherwise: false), normalized: normalized, special: special,
                    decoded: normalized ? normalizer.apply(to: name) : name))
        }
        return tokens
    }
}
