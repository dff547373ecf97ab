/// A piece that is looked for in the text before the model sees it.
struct AddedToken: Sendable {
    var id: Int32
    var content: [UInt8]
    /// Matches only where no word character touches it.
    var singleWord: Bool
    /// Takes the white space before it.
    var stripsLeft: Bool
    /// Takes the white space after it.
    var stripsRight: Bool
    /// Is normalised itself and looked for in the normalised text.
    var normalized: Bool
    /// Marked special: left out of decoded text when special tokens are skipped (but see `isSkipped`).
    var special: Bool
    /// How it stands in decoded text: `content`, normalised if the flag says so.
    var decoded: [UInt8]
    /// Whether decoding leaves it out. The library looks `decoded` up among the special tokens' contents,
    /// so a special token that normalisation changes stays in the text.
    var isSkipped = false
}

/// Finds one set of added tokens in a text: the leftmost, and of those that begin there the longest.
struct AddedTokenMatcher: Sendable {
    /// A stretch of the text: an added token, or text for the model.
    struct Part {
        var range: Range<Int>
        var id: Int32?
    }

    private struct Node {
        var byte: UInt8
        var firstChild: Int32 = -1
        var sibling: Int32 = -1
        /// Index of the token that ends here.
        var token: Int32 = -1
    }

    private let tokens: [AddedToken]
    private let patterns: [[UInt8]]
    private var nodes: [Node] = []
    private var roots = [Int32](repeating: -1, count: 256)

    /// - Parameter patterns: what to look for, one for each token, none empty.
    init(_ tokens: [AddedToken], patterns: [[UInt8]]) {
        self.tokens = tokens
        self.patterns = patterns
        for (index, pattern) in patterns.enumerated() { insert(pattern, token: Int32(index)) }
    }

    private mutating func insert(_ pattern: [UInt8], token: Int32) {
        var node = roots[Int(pattern[0])]
        if node < 0 {
            node = Int32(nodes.count)
            nodes.append(Node(byte: pattern[0]))
            roots[Int(pattern[0])] = node
        }
        for byte in pattern.dropFirst() {
            var child = nodes[Int(node)].firstChild
            while child >= 0, nodes[Int(child)].byte != byte { child = nodes[Int(child)].sibling }
            if child < 0 {
                child = Int32(nodes.count)
                nodes.append(Node(byte: byte, sibling: nodes[Int(node)].firstChild))
                nodes[Int(node)].firstChild = child
            }
            node = child
        }
        if nodes[Int(node)].token < 0 { nodes[Int(node)].token = token }
    }

    /// The parts of a text in order, each not empty.
    ///
    /// - Parameter plainly: look at every token at every place, in place of the tree: the twin that tests compare with.
    func parts(of text: [UInt8], plainly: Bool = false) -> [Part] {
        guard !nodes.isEmpty else { return text.isEmpty ? [] : [Part(range: 0..<text.count)] }
        var parts: [Part] = []
        var done = 0
        var position = 0
        while position < text.count {
            let found = plainly ? plainMatch(in: text, at: position) : longestMatch(in: text, at: position)
            guard let match = found else {
                position += 1
                continue
            }
            append(tokens[match.token], position..<match.end, in: text, to: &parts, done: &done)
            position = match.end
        }
        if done != text.count { parts.append(Part(range: done..<text.count)) }
        return parts
    }

    private func plainMatch(in text: [UInt8], at start: Int) -> (token: Int, end: Int)? {
        let found = patterns.indices.filter { text[start...].starts(with: patterns[$0]) }
        return found.max { patterns[$0].count < patterns[$1].count }.map { ($0, start + patterns[$0].count) }
    }

    private func longestMatch(in text: [UInt8], at start: Int) -> (token: Int, end: Int)? {
        var node = roots[Int(text[start])]
        var end = start + 1
        var best: (token: Int, end: Int)?
        while node >= 0 {
            if nodes[Int(node)].token >= 0 { best = (Int(nodes[Int(node)].token), end) }
            guard end < text.count else { break }
            var child = nodes[Int(node)].firstChild
            while child >= 0, nodes[Int(child)].byte != text[end] { child = nodes[Int(child)].sibling }
            node = child
            end += 1
        }
        return best
    }

    /// Adds a match and the text before it, as the token's flags have it.
    ///
    /// A token that takes the space after it does not hide a match inside that space, which then
    /// begins before `done`: the library has it so.
    private func append(
        _ token: AddedToken, _ match: Range<Int>, in text: [UInt8], to parts: inout [Part], done: inout Int
    ) {
        var start = match.lowerBound
        var end = match.upperBound
        if token.singleWord {
            if let before = UTF8Scan.last(of: text, before: start), WordCharacter.contains(before.scalar) { return }
            if let after = UTF8Scan.first(of: text, from: end), WordCharacter.contains(after.scalar) { return }
        }
        if token.stripsLeft {
            while let before = UTF8Scan.last(of: text, before: start), CharacterClass.of(before.scalar) == .space {
                start -= before.length
            }
            start = max(start, done)
        }
        if token.stripsRight {
            while let after = UTF8Scan.first(of: text, from: end), CharacterClass.of(after.scalar) == .space {
                end += after.length
            }
        }
        if done < start { parts.append(Part(range: done..<start)) }
        if start < end { parts.append(Part(range: start..<end, id: token.id)) }
        done = end
    }
}
