extension Tokenizer {
    /// The ids of a text.
    ///
    /// - Parameter addSpecialTokens: whether the file's template is applied (Gemma's puts `<bos>` first).
    public func encode(_ text: String, addSpecialTokens: Bool) -> [Int32] {
        encode(utf8: Array(text.utf8), addSpecialTokens: addSpecialTokens)
    }

    /// The ids of a text given as UTF-8.
    ///
    /// - Parameter text: valid UTF-8 by the caller's promise; what is not has some encoding, and never traps.
    public func encode(utf8 text: [UInt8], addSpecialTokens: Bool) -> [Int32] {
        let ids = workspaces.withWorkspace { workspace in
            var ids: [Int32] = []
            ids.reserveCapacity(text.count / 4)
            appendIDs(of: text, to: &ids) { text, word, ids in parts.model.encode(text, word, into: &ids, &workspace) }
            return ids
        }
        return addSpecialTokens ? parts.template.apply(to: ids) : ids
    }

    /// Appends the ids of some bytes of a text: a word, which is merged by itself.
    typealias Merging = (_ text: [UInt8], _ word: Range<Int>, _ ids: inout [Int32]) -> Void

    /// Added tokens are looked for in the text, then, in what lies between them, the normalised ones in
    /// the normalised text; the rest is cut and merged.
    func appendIDs(of text: [UInt8], plainly: Bool = false, to ids: inout [Int32], merging: Merging) {
        for part in parts.plainTokens.parts(of: text, plainly: plainly) {
            if let id = part.id {
                ids.append(id)
                continue
            }
            let whole = part.range.count == text.count
            let normalized = parts.normalizer.apply(to: whole ? text : Array(text[part.range]))
            for piece in parts.normalizedTokens.parts(of: normalized, plainly: plainly) {
                if let id = piece.id {
                    ids.append(id)
                } else {
                    let startsText = part.range.lowerBound == 0 && piece.range.lowerBound == 0
                    appendIDs(ofPlain: normalized, piece.range, startsText: startsText, to: &ids, merging: merging)
                }
            }
        }
    }

    /// Text in which no added token is left.
    private func appendIDs(
        ofPlain text: [UInt8], _ range: Range<Int>, startsText: Bool, to ids: inout [Int32], merging: Merging
    ) {
        var (text, range) = (text, range)
        if let metaspace = parts.preTokenizer.metaspace {
            text = metaspace.apply(to: Array(text[range]), startsText: startsText)
            range = 0..<text.count
        }
        for word in parts.preTokenizer.parts(of: text, range) { merging(text, word, &ids) }
    }
}
