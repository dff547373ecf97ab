extension BPEModel {
    /// The pairs of adjacent symbols between which some merge can reach.
    ///
    /// Why: Gemma's pre-tokenizer splits nothing, so a whole document is one "word". A piece made by
    /// merging `left` and `right` joins the last symbol of `left` to the first of `right`; where no merge
    /// joins the two symbols at a place in the text, no merge ever crosses that place, and the two sides can be
    /// merged apart with the same result. In practice that cuts a text into words, which are short and
    /// come again, whatever the vocabulary's language.
    ///
    /// - Returns: nil when a piece can begin or end with two different symbols (a vocabulary that merges
    ///   its way to `<0x41>` or to a single character could), for then nothing can be said; and for lists of merges in
    ///   such disorder that it would take long.
    static func bridges(_ merges: [MergeRule], initial: Set<Int32>, idLimit: Int) -> PairTable? {
        // The first and last symbol of each piece that can occur; -1 while none is known.
        var first = [Int32](repeating: -1, count: idLimit)
        var last = first
        for id in initial {
            first[Int(id)] = id
            last[Int(id)] = id
        }
        // Merges usually come after those they build on; where not, another round is needed. A list turned round would
        // need as many rounds as a piece has parts.
        var changed = true, rounds = 0
        while changed {
            rounds += 1
            guard rounds <= 64 else { return nil }
            changed = false
            for merge in merges {
                let begin = first[Int(merge.left)]
                let end = last[Int(merge.right)]
                guard begin >= 0, end >= 0 else { continue }
                let piece = Int(merge.merged)
                if first[piece] < 0 {
                    first[piece] = begin
                    last[piece] = end
                    changed = true
                } else if first[piece] != begin || last[piece] != end {
                    return nil
                }
            }
        }
        var bridges = PairTable(count: merges.count)
        for merge in merges {
            let left = last[Int(merge.left)]
            let right = first[Int(merge.right)]
            if left >= 0, right >= 0 { bridges.set(left, right, to: 0) }
        }
        return bridges
    }
}
