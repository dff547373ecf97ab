/// GPT-2's words (openai/gpt-2 `encoder.py`), which `ByteLevel` of the `tokenizers` library cuts by.
enum GPT2Pattern {
    static let source = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

    /// Goes past one match; the cursor is not at the end.
    static func match(_ cursor: inout CharacterCursor) {
        if WordPattern.contraction(&cursor, anyCase: false) { return }
        // ` ?` before a run of letters, of numbers or of other characters that are no spaces.
        if cursor.scalar == 0x20 {
            let next = cursor.next()
            if next.isAtEnd || next.kind == .space { return WordPattern.spaces(&cursor) }
            cursor = next
        } else if cursor.kind == .space {
            return WordPattern.spaces(&cursor)
        }
        cursor.skip(cursor.kind)
    }
}
