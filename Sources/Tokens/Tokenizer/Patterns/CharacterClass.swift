/// What the patterns of byte-level tokenizers ask of a character: `\p{L}`, `\p{N}`, `\s` (Unicode's White_Space), or none
/// of these. Matched over scalars, never over graphemes.
enum CharacterClass: UInt8, Sendable {
    case other, letter, number, space

    init(_ scalar: Unicode.Scalar) {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: self = .letter
        case .decimalNumber, .letterNumber, .otherNumber: self = .number
        default: self = scalar.properties.isWhitespace ? .space : .other
        }
    }

    /// For the characters below U+10000, because asking Unicode's tables for each one takes most of the time.
    static let table: [CharacterClass] = (0..<0x10000).map {
        Unicode.Scalar(UInt32($0)).map { CharacterClass($0) } ?? .other
    }
}

/// A place in UTF-8 and the character there, within a part of a text that a pattern takes for the whole.
struct CharacterCursor {
    private let text: [UInt8]
    private let end: Int
    /// In bytes.
    private(set) var position: Int
    /// nil at the end.
    private(set) var scalar: UInt32?
    private(set) var kind = CharacterClass.other
    private var length = 0

    init(_ text: [UInt8], _ range: Range<Int>) {
        self.text = text
        end = range.upperBound
        position = range.lowerBound
        read()
    }

    var isAtEnd: Bool { scalar == nil }

    mutating func advance() {
        position += length
        read()
    }

    /// Goes on while characters are of a class.
    mutating func skip(_ wanted: CharacterClass) { while scalar != nil, kind == wanted { advance() } }

    func next() -> CharacterCursor {
        var next = self
        next.advance()
        return next
    }

    private mutating func read() {
        guard position < end else {
            scalar = nil
            length = 0
            return
        }
        let lead = text[position]
        length = min(lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4, end - position)
        var value: UInt32
        switch length {
        case 1: value = UInt32(lead)
        case 2: value = UInt32(lead & 0x1F)
        case 3: value = UInt32(lead & 0x0F)
        default: value = UInt32(lead & 0x07)
        }
        for i in 1..<max(1, length) { value = value << 6 | UInt32(text[position + i] & 0x3F) }
        scalar = value
        kind =
            value < 0x10000
            ? CharacterClass.table[Int(value)] : Unicode.Scalar(value).map { CharacterClass($0) } ?? .other
    }
}
