/// The words of Qwen 2 and 3, Llama 3 and OLMo 2, which descend from tiktoken's cl100k_base: contractions in either case,
/// a letter run with one character before it, few digits together, line ends with what they end.
enum TiktokenPattern {
    static func source(digits: String) -> String {
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"# + digits
            + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    }

    /// Goes past one match; the cursor is not at the end.
    static func match(_ cursor: inout CharacterCursor, digits: Int) {
        if WordPattern.contraction(&cursor, anyCase: true) { return }
        // [^\r\n\p{L}\p{N}]?\p{L}+
        if cursor.kind == .letter { return cursor.skip(.letter) }
        let next = cursor.next()
        if !isLineEnd(cursor), cursor.kind != .number, !next.isAtEnd, next.kind == .letter {
            cursor = next
            return cursor.skip(.letter)
        }
        if cursor.kind == .number {
            for _ in 0..<digits where !cursor.isAtEnd && cursor.kind == .number { cursor.advance() }
            return
        }
        //  ?[^\s\p{L}\p{N}]+[\r\n]*
        if cursor.scalar == 0x20, !next.isAtEnd, next.kind == .other { cursor = next }
        if cursor.kind == .other {
            cursor.skip(.other)
            while isLineEnd(cursor) { cursor.advance() }
            return
        }
        // \s*[\r\n]+: as far as the last line end of the run of spaces, if it has one.
        var end: CharacterCursor?, ahead = cursor
        while !ahead.isAtEnd, ahead.kind == .space {
            let isEnd = isLineEnd(ahead)
            ahead.advance()
            if isEnd { end = ahead }
        }
        if let end { cursor = end } else { WordPattern.spaces(&cursor) }
    }

    private static func isLineEnd(_ cursor: CharacterCursor) -> Bool { cursor.scalar == 0x0A || cursor.scalar == 0x0D }
}
