extension BPEModel {
    /// The plain twin of `encode`: no words, no cache, no queue. Looks through all pairs for the merge of lowest
    /// rank, leftmost on a tie, applies it, and begins again.
    func encodePlainly(_ text: [UInt8], _ range: Range<Int>, into ids: inout [Int32]) {
        guard !range.isEmpty else { return }
        if ignoresMerges, let id = wholePiece(text[range]) {
            ids.append(id)
            return
        }
        var symbols: [Int32] = []
        appendSymbols(of: text, range, to: &symbols)
        while true {
            var best = (position: -1, value: PairTable.absent)
            for position in symbols.indices.dropLast() {
                // The rank is in the high half, so that values order as ranks do.
                let value = merges[symbols[position], symbols[position + 1]]
                if value < best.value { best = (position, value) }
            }
            guard best.position >= 0 else { break }
            symbols[best.position] = Int32(truncatingIfNeeded: best.value)
            symbols.remove(at: best.position + 1)
        }
        ids += symbols
    }
}

extension Tokenizer {
    /// The lengths in bytes of the words that a text is cut into before merging, if it holds no added token.
    package func wordLengths(_ text: String) -> [Int] {
        var normalized = parts.normalizer.apply(to: Array(text.utf8))
        if let metaspace = parts.preTokenizer.metaspace { normalized = metaspace.apply(to: normalized, startsText: true) }
        return parts.preTokenizer.parts(of: normalized, 0..<normalized.count).map(\.count)
    }

    /// The plain twin of `encode`: added tokens are looked for one by one at every place, and merged plainly.
    package func encodePlainly(_ text: String) -> [Int32] {
        var ids: [Int32] = []
        appendIDs(of: Array(text.utf8), plainly: true, to: &ids) { text, word, ids in
            parts.model.encodePlainly(text, word, into: &ids)
        }
        return ids
    }
}
