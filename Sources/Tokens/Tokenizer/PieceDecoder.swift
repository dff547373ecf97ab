import Files

/// How pieces become text again: one step of the `decoder` of a `tokenizer.json`.
enum PieceDecoder: Sendable {
    case replace(ByteReplacement)
    /// Runs of `<0x..>` pieces become the bytes they name, or one U+FFFD each where those are not UTF-8.
    case byteFallback
    /// The bytes that the pieces' characters stand for, as one text; what is not UTF-8 becomes U+FFFD.
    case byteLevel
    /// Spaces in place of a character; those of the first piece vanish where one is put there in encoding.
    case metaspace(replacement: [UInt8], dropsFirst: Bool)
    /// All pieces become one.
    case fuse
    /// Up to `start` and `stop` copies of a character are cut from a piece's ends.
    case strip(content: Unicode.Scalar, start: Int, stop: Int)

    func apply(to pieces: [[UInt8]]) -> [[UInt8]] {
        switch self {
        case .replace(let replacement): pieces.map { replacement.apply(to: $0) }
        case .byteFallback: Self.withBytes(pieces)
        case .byteLevel:
            [Array(String(decoding: pieces.flatMap { ByteAlphabet.text($0) }, as: UTF8.self).utf8)]
        case .metaspace(let replacement, let dropsFirst):
            pieces.enumerated().map { index, piece in
                ByteReplacement(pattern: replacement, content: index == 0 && dropsFirst ? [] : [0x20]).apply(to: piece)
            }
        case .fuse: [Array(pieces.joined())]
        case .strip(let content, let start, let stop):
            pieces.map { Self.stripped($0, content, start: start, stop: stop) }
        }
    }

    private static func withBytes(_ pieces: [[UInt8]]) -> [[UInt8]] {
        var result: [[UInt8]] = []
        var bytes: [UInt8] = []
        func flush() {
            guard !bytes.isEmpty else { return }
            if UTF8Validation.firstInvalidByte(in: bytes) == nil {
                result.append(bytes)
            } else {
                for _ in bytes { result.append(Array("\u{FFFD}".utf8)) }
            }
            bytes.removeAll()
        }
        for piece in pieces {
            if let byte = byte(named: piece) {
                bytes.append(byte)
            } else {
                flush()
                result.append(piece)
            }
        }
        flush()
        return result
    }

    /// The byte that `<0x41>` names. As the library reads it: either case, and `+` may stand for the high digit.
    static func byte(named piece: [UInt8]) -> UInt8? {
        guard piece.count == 6, piece.starts(with: "<0x".utf8), piece[5] == UInt8(ascii: ">") else { return nil }
        return UInt8(String(decoding: piece[3..<5], as: UTF8.self), radix: 16)
    }

    private static func stripped(_ piece: [UInt8], _ content: Unicode.Scalar, start: Int, stop: Int) -> [UInt8] {
        var scalars = Array(String(decoding: piece, as: UTF8.self).unicodeScalars)[...]
        var cut = 0
        while cut < start, scalars.first == content {
            scalars.removeFirst()
            cut += 1
        }
        cut = 0
        while cut < stop, scalars.last == content {
            scalars.removeLast()
            cut += 1
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return Array(String(text).utf8)
    }
}
