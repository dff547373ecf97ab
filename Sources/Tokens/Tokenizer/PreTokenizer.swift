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
        var parts = [range]
        for step in steps {
            switch step {
            case .split(let split): parts = parts.flatMap { split.parts(of: text, $0) }
            case .digits(let individual): parts = parts.flatMap { Self.digits(of: text, $0, individual: individual) }
            case .words(let pattern): parts = parts.flatMap { pattern.parts(of: text, $0) }
            }
        }
        return parts
    }

    private static func digits(of text: [UInt8], _ range: Range<Int>, individual: Bool) -> [Range<Int>] {
        var parts: [Range<Int>] = [], cursor = CharacterCursor(text, range)
        while !cursor.isAtEnd {
            let start = cursor.position, isNumber = cursor.kind == .number
            repeat { cursor.advance() } while !cursor.isAtEnd && (cursor.kind == .number) == isNumber
                && !(isNumber && individual)
            parts.append(start..<cursor.position)
        }
        return parts
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
