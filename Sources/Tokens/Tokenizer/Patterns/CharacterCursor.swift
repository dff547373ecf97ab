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
        let value = UTF8Scan.scalar(in: text, at: position, end: end)
        scalar = value.scalar
        length = value.length
        kind = CharacterClass.of(value.scalar)
    }
}
