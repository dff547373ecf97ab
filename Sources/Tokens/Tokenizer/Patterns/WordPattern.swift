/// A regular expression that cuts a text into words, recognised by its exact spelling in a file and followed by hand:
/// each of them matches everywhere, so that its matches are the parts.
enum WordPattern: Sendable {
    case gpt2
    /// `digits`: how many digits stand together at most.
    case tiktoken(digits: Int)

    init?(_ pattern: String) {
        switch pattern {
        case GPT2Pattern.source: self = .gpt2
        case TiktokenPattern.source(digits: "\\p{N}"): self = .tiktoken(digits: 1)
        case TiktokenPattern.source(digits: "\\p{N}{1,3}"): self = .tiktoken(digits: 3)
        default: return nil
        }
    }

    /// Appends the matches in a part of a text, which cover it.
    func cut(_ text: [UInt8], _ range: Range<Int>, into parts: inout [Range<Int>]) {
        var cursor = CharacterCursor(text, range)
        while !cursor.isAtEnd {
            let start = cursor.position
            switch self {
            case .gpt2: GPT2Pattern.match(&cursor)
            case .tiktoken(let digits): TiktokenPattern.match(&cursor, digits: digits)
            }
            parts.append(start..<cursor.position)
        }
    }

    /// `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll`, `'d` at the cursor: goes past it.
    ///
    /// - Parameter anyCase: by case folding, under which U+017F (long s) is an s too.
    static func contraction(_ cursor: inout CharacterCursor, anyCase: Bool) -> Bool {
        guard cursor.scalar == 0x27 else { return false }
        func letter(_ cursor: CharacterCursor) -> UInt32? {
            guard let scalar = cursor.scalar else { return nil }
            if !anyCase { return scalar }
            return (0x41...0x5A).contains(scalar) ? scalar + 0x20 : scalar == 0x17F ? 0x73 : scalar
        }
        let first = cursor.next(), second = first.next()
        switch letter(first) {
        case 0x73, 0x74, 0x6D, 0x64:  // s t m d
            cursor = second
            return true
        case 0x72, 0x76:  // r v, then e
            guard letter(second) == 0x65 else { return false }
        case 0x6C:  // l, then l
            guard letter(second) == 0x6C else { return false }
        default: return false
        }
        cursor = second.next()
        return true
    }

    /// `\s+(?!\S)|\s+` at a space: the run of spaces, but for its last one where something else follows and it is not
    /// alone.
    static func spaces(_ cursor: inout CharacterCursor) {
        var last = cursor, count = 0
        while !cursor.isAtEnd, cursor.kind == .space {
            last = cursor
            cursor.advance()
            count += 1
        }
        if !cursor.isAtEnd, count > 1 { cursor = last }
    }
}
