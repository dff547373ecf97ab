import Foundation

/// Unicode's normalisation form C as the `tokenizers` library has it, which knows Unicode 9: newer characters stay as
/// they are and where they are.
///
/// Only stretches in which something may change are given to Foundation: so newer characters are kept from it, and so are
/// those above U+FFFF that it takes for the one 16 bits below (Swift 6.3 makes U+1EA0 of U+10041 with U+0323).
package enum Composition {
    private static let composing = RangeSet32(UnicodeTables.composing)
    private static let joined = RangeSet32(UnicodeTables.joined)

    package static func apply(to text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        // What comes before `copied` is in `result`; `starter` is where the last character began that none of the
        // composing kind followed yet.
        var copied = 0, starter = 0, i = 0
        while i < text.count {
            // Nothing below U+0300 composes with what stands before it.
            if text[i] < 0xCC {
                starter = i
                i += text[i] < 0x80 ? 1 : 2
                continue
            }
            var (scalar, length) = UTF8Scan.scalar(in: text, at: i, end: text.count)
            guard composing.contains(scalar) else {
                starter = i
                i += length
                continue
            }
            // A stretch: the character before, where it may be composed, and all that composes.
            let begin = starter < i && starter >= copied && isJoined(text, starter) ? starter : i
            repeat {
                i += length
                guard i < text.count else { break }
                (scalar, length) = UTF8Scan.scalar(in: text, at: i, end: text.count)
            } while composing.contains(scalar)
            result.append(contentsOf: text[copied..<begin])
            result.append(contentsOf: composed(text[begin..<i]))
            copied = i
            starter = i
        }
        if copied == 0 { return text }
        result.append(contentsOf: text[copied...])
        return result
    }

    private static func isJoined(_ text: [UInt8], _ place: Int) -> Bool {
        joined.contains(UTF8Scan.scalar(in: text, at: place, end: text.count).scalar)
    }

    /// Decomposed first: Swift 6.3 composes neither U+AC00 with U+11A8 nor marks across U+0F73 otherwise.
    private static func composed(_ stretch: ArraySlice<UInt8>) -> String.UTF8View {
        String(decoding: stretch, as: UTF8.self)
            .decomposedStringWithCanonicalMapping.precomposedStringWithCanonicalMapping.utf8
    }
}
