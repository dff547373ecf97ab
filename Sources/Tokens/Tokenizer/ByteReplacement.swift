/// Every occurrence of one byte string replaced by another, left to right without overlap: the `Replace`
/// of normalizers and decoders.
struct ByteReplacement: Sendable {
    /// Not empty.
    var pattern: [UInt8]
    var content: [UInt8]

    func apply(to text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var copied = 0
        forEachOccurrence(of: pattern, in: text, 0..<text.count) { match in
            if result.isEmpty { result.reserveCapacity(text.count + text.count / 2) }
            result.append(contentsOf: text[copied..<match.lowerBound])
            result.append(contentsOf: content)
            copied = match.upperBound
        }
        if copied == 0 { return text }
        result.append(contentsOf: text[copied...])
        return result
    }
}

/// Calls `body` with each occurrence of a pattern that is not empty, left to right without overlap.
func forEachOccurrence(of pattern: [UInt8], in text: [UInt8], _ range: Range<Int>, _ body: (Range<Int>) -> Void) {
    let first = pattern[0]
    var i = range.lowerBound
    while i + pattern.count <= range.upperBound {
        if text[i] == first, pattern.count == 1 || text[i..<i + pattern.count].elementsEqual(pattern) {
            body(i..<i + pattern.count)
            i += pattern.count
        } else {
            i += 1
        }
    }
}
