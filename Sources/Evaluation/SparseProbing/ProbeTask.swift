import Engine

/// One text of a data set: which class, and which of that class's texts.
struct TextChoice: Equatable, Sendable {
    var group: Int
    var text: Int
}

/// The texts of one call of a binary probe, in the order in which it sees them.
enum ProbeTask {
    /// Draws as the reference does, which redraws on each call: all texts of the class, as many from the other classes
    /// in equal parts, shuffled.
    ///
    /// - Parameter counts: texts in each class; `counts[group]` of them are positives.
    static func draw(_ group: Int, counts: [Int], random: inout MersenneTwister) -> [TextChoice] {
        let wanted = counts[group], others = counts.count - 1
        let share = (wanted + others - 1) / others
        var negatives: [TextChoice] = []
        for other in counts.indices where other != group {
            negatives += random.torchPermutation(counts[other]).prefix(share)
                .map { TextChoice(group: other, text: Int($0)) }
        }
        negatives = random.torchPermutation(negatives.count).prefix(wanted).map { negatives[Int($0)] }
        let all = (0..<wanted).map { TextChoice(group: group, text: $0) } + negatives
        return random.torchPermutation(all.count).map { all[Int($0)] }
    }

    /// The rows of a table that holds the classes' texts one class after the other, or of which `places` says where
    /// each of them is.
    static func examples(
        _ choices: [TextChoice], of group: Int, counts: [Int], features: SparseLatents, places: [Int32]? = nil
    ) -> AdamWProbe.Examples {
        var starts = [0]
        for count in counts { starts.append(starts[starts.count - 1] + count) }
        return AdamWProbe.Examples(
            features: features,
            rows: choices.map { choice in
                let text = starts[choice.group] + choice.text
                return places.map { $0[text] } ?? Int32(text)
            },
            labels: choices.map { $0.group == group })
    }
}
