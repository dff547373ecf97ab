/// Characters at a place in UTF-8, and the classes that added tokens ask of them.
enum UTF8Scan {
    /// The scalar that begins at a place before `end`, and its bytes; what is not UTF-8 gives some number, and at least one byte.
    @inline(__always)
    static func scalar(in text: [UInt8], at start: Int, end: Int) -> (scalar: UInt32, length: Int) {
        let lead = text[start]
        if lead < 0x80 { return (UInt32(lead), 1) }
        let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        guard lead >= 0xC0, start + length <= end else { return (0xFFFD, 1) }
        var value = UInt32(lead) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
        var i = 1
        while i < length {
            value = value << 6 | UInt32(text[start + i] & 0x3F)
            i += 1
        }
        return (value, length)
    }

    /// The scalar that ends at a place, and its bytes; nil at the text's start.
    static func last(of text: [UInt8], before end: Int) -> (scalar: UInt32, length: Int)? {
        guard end > 0 else { return nil }
        var start = end - 1
        while start > 0, end - start < 4, text[start] & 0xC0 == 0x80 { start -= 1 }
        return scalar(in: text, at: start, end: end)
    }

    static func first(of text: [UInt8], from start: Int) -> (scalar: UInt32, length: Int)? {
        start < text.count ? scalar(in: text, at: start, end: text.count) : nil
    }
}

/// `\w` as the library's added tokens have it: Unicode's technical standard 18, annex C, of Unicode 16.
package enum WordCharacter {
    private static let others = RangeSet32(UnicodeTables.otherWords)

    package static func contains(_ scalar: UInt32) -> Bool {
        CharacterClass.of(scalar) == .letter || others.contains(scalar)
    }
}
