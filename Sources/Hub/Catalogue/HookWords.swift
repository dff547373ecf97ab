/// A hook of TransformerLens' as it stands in an SAE's id: `blocks.12.hook_resid_post` in
/// `blocks.12.hook_resid_post__trainer_0`.
struct HookWords {
    var layer: Int
    /// Behind the number's dot: `hook_resid_post`, `attn.hook_z`.
    var rest: String

    var text: String { "blocks.\(layer).\(rest)" }

    /// The first in a text; nil where there is none. What a hook's name has behind `hook_` are words of letters, joined by
    /// single underscores.
    init?(in text: String) {
        let bytes = Array(text.utf8)
        let start = Array("blocks.".utf8), hook = Array("hook_".utf8)
        guard let found = bytes.indices.first(where: { bytes[$0...].starts(with: start) }) else { return nil }
        let digits = bytes[(found + start.count)...].prefix { isDigit($0) }
        guard digits.count <= 4, let layer = Int(String(decoding: digits, as: UTF8.self)),
            bytes[digits.endIndex...].first == UInt8(ascii: ".")
        else { return nil }
        let rest = bytes[(digits.endIndex + 1)...]
        guard let name = rest.indices.first(where: { rest[$0...].starts(with: hook) }),
            rest[..<name].allSatisfy({ isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") })
        else { return nil }
        var end = name + hook.count - 1
        while rest.indices.contains(end), rest[end] == UInt8(ascii: "_") {
            let word = rest[(end + 1)...].prefix { isLetter($0) }
            if word.isEmpty { break }
            end = word.endIndex
        }
        guard end > name + hook.count - 1 else { return nil }
        self.layer = layer
        self.rest = String(decoding: rest[..<end], as: UTF8.self)
    }

    /// The number of a layer in a text that has no hook: behind `layer`, `layer_`, or an `l` or `L` that begins a word.
    static func layer(in text: String) -> Int? {
        let bytes = Array(text.utf8), word = Array("layer".utf8)
        for at in bytes.indices {
            let start: Int
            if bytes[at...].starts(with: word) {
                start = at + word.count + (bytes[(at + word.count)...].first == UInt8(ascii: "_") ? 1 : 0)
            } else if bytes[at] | 0x20 == UInt8(ascii: "l"), at == 0 || bytes[at - 1] == UInt8(ascii: "/") || bytes[at - 1] == UInt8(ascii: "-") {
                start = at + 1
            } else {
                continue
            }
            let digits = bytes[start...].prefix { isDigit($0) }
            if digits.count <= 4, let layer = Int(String(decoding: digits, as: UTF8.self)) { return layer }
        }
        return nil
    }
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
private func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
