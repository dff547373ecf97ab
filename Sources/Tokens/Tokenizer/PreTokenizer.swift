/// How a normalised text is cut into parts that are merged apart: the `pre_tokenizer` of a `tokenizer.json`.
struct PreTokenizer: Sendable {
    /// What becomes of the matches of a split's pattern.
    enum Behavior: String, Sendable, CaseIterable {
        case removed = "Removed"
        case isolated = "Isolated"
        case mergedWithPrevious = "MergedWithPrevious"
        case mergedWithNext = "MergedWithNext"
        case contiguous = "Contiguous"
    }

    struct Split: Sendable {
        /// Not empty.
        var pattern: [UInt8]
        var behavior: Behavior
        /// The text between matches plays the matches' part.
        var inverted: Bool
    }

    enum Step: Sendable {
        case split(Split)
        /// Cuts at numbers (`\p{N}`): each by itself, or each run of them.
        case digits(individual: Bool)
        case words(WordPattern)
    }

    /// Applied one after the other, each to the parts that the one before left.
    var steps: [Step] = []
    /// Whether the parts' bytes, not their characters, are what the model sees.
    var isByteLevel = false
    /// Done before the steps.
    var metaspace: Metaspace?

    func parts(of text: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
        var parts = range.isEmpty ? [] : [range]
        for step in steps {
            var cut: [Range<Int>] = []
            cut.reserveCapacity(max(parts.count, range.count / 4))
            for part in parts { step.cut(text, part, into: &cut) }
            parts = cut
        }
        return parts
    }
}

extension PreTokenizer.Step {
    fileprivate func cut(_ text: [UInt8], _ range: Range<Int>, into parts: inout [Range<Int>]) {
        switch self {
        case .split(let split): parts += split.parts(of: text, range)
        case .digits(let individual): Self.cutDigits(text, range, individual: individual, into: &parts)
        case .words(let pattern): pattern.cut(text, range, into: &parts)
        }
    }

    private static func cutDigits(
        _ text: [UInt8], _ range: Range<Int>, individual: Bool, into parts: inout [Range<Int>]
    ) {
        // Where the part began that is being read, and whether it is one of digits.
        var start = range.lowerBound, wasDigit = false, i = start
        while i < range.upperBound {
            let (scalar, length) = UTF8Scan.scalar(in: text, at: i, end: range.upperBound)
            let isDigit = CharacterClass.isDigit(scalar)
            if i > start, isDigit != wasDigit || isDigit && individual {
                parts.append(start..<i)
                start = i
            }
            wasDigit = isDigit
            i += length
        }
        if start < range.upperBound { parts.append(start..<range.upperBound) }
    }
}

extension PreTokenizer.Split {
    func parts(of text: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
        var spans: [(range: Range<Int>, matches: Bool)] = []
        var end = range.lowerBound
        forEachOccurrence(of: pattern, in: text, range) { match in
            if end < match.lowerBound { spans.append((end..<match.lowerBound, inverted)) }
            spans.append((match, !inverted))
            end = match.upperBound
        }
        if end < range.upperBound { spans.append((end..<range.upperBound, inverted)) }
        switch behavior {
        case .removed: return spans.filter { !$0.matches }.map(\.range)
        case .isolated: return spans.map(\.range)
        case .contiguous: return joined(spans) { matches, previous in matches == previous }
        case .mergedWithPrevious: return joined(spans) { matches, previous in matches && !previous }
        case .mergedWithNext:
            return joined(spans.reversed()) { matches, previous in matches && !previous }.reversed()
        }
    }

    /// Joins a span to the part before it where the rule says so; the span before the first did not match.
    private func joined(
        _ spans: [(range: Range<Int>, matches: Bool)], where joins: (_ matches: Bool, _ previous: Bool) -> Bool
    ) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var previous = false
        for span in spans {
            if joins(span.matches, previous), let part = parts.last {
                parts[parts.count - 1] =
                    min(part.lowerBound, span.range.lowerBound)..<max(part.upperBound, span.range.upperBound)
            } else {
                parts.append(span.range)
            }
            previous = span.matches
        }
        return parts
    }
}
