/// The merges of a SentencePiece model, which has none but scores: every way to make a piece of two others, the best score
/// first; of one score the longer left part first, then the longer right part, then the lower id. User-defined pieces come
/// before all others, so that a run of spaces becomes the longest piece there is for it. (transformers 5.24,
/// `convert_slow_tokenizer.py`, `generate_merges`; families.md §8.3.)
enum ScoredMerges {
    static func rules(
        _ pieces: [[UInt8]], _ kinds: [GGUFVocabulary.Kind], _ scores: [Float], _ vocabulary: Vocabulary
    ) -> [MergeRule] {
        var rules: [MergeRule] = [], keys: [(order: UInt64, rule: Int32)] = []
        for id in pieces.indices where kinds[id] == .normal || kinds[id] == .userDefined {
            let piece = pieces[id], score = kinds[id] == .userDefined ? 0 : scores[id]
            // From the longest left part to the shortest; only between characters.
            var left = piece.count { $0 & 0xC0 != 0x80 }, right = 0
            for cut in stride(from: piece.count - 1, to: 0, by: -1) where piece[cut] & 0xC0 != 0x80 {
                left -= 1
                right += 1
                guard let first = vocabulary.id(of: piece[..<cut]), let second = vocabulary.id(of: piece[cut...]) else { continue }
                keys.append((order(score, left, right), Int32(rules.count)))
                rules.append(MergeRule(left: first, right: second, merged: Int32(id)))
            }
        }
        keys.sort { ($0.order, $0.rule) < ($1.order, $1.rule) }
        return keys.map { rules[Int($0.rule)] }
    }

    /// A number that rises as the score, then the left part's length, then the right part's falls.
    private static func order(_ score: Float, _ left: Int, _ right: Int) -> UInt64 {
        // The bits of a float rise with it once the sign is out of the way; zero has two.
        let bits = (score == 0 ? 0 : score).bitPattern
        let rising = bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
        let most = 0xFFFF
        return UInt64(~rising) << 32 | UInt64(most - min(most, left)) << 16 | UInt64(most - min(most, right))
    }
}
