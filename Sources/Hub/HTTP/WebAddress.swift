/// Scheme, host and port: what a token may go to, and nothing else.
package struct WebOrigin: Equatable, Sendable {
    package let scheme: String
    package let host: String
    package let port: Int

    /// Nil for what is no http or https address, and for one with a user's name or a password in it: "@" is how an
    /// address seems to go elsewhere than it does.
    package init?(_ address: String) {
        let lower = address.prefix { $0 != ":" }.lowercased()
        guard lower == "http" || lower == "https" else { return nil }
        let rest = address.dropFirst(lower.count)
        guard rest.hasPrefix("://") else { return nil }
        let authority = rest.dropFirst(3).prefix { !"/?#\\".contains($0) }
        guard !authority.contains("@"), !authority.isEmpty else { return nil }
        scheme = lower
        let standard = lower == "https" ? 443 : 80
        // An address of IPv6 stands in brackets and has colons of its own.
        let end = authority.lastIndex(of: "]") ?? authority.startIndex
        guard let colon = authority[end...].lastIndex(of: ":") else {
            host = authority.lowercased()
            port = standard
            return
        }
        let digits = authority[authority.index(after: colon)...]
        guard digits.allSatisfy({ $0.isASCII }), let number = digits.isEmpty ? standard : Int(digits),
            (1...65535).contains(number)
        else { return nil }
        host = authority[..<colon].lowercased()
        port = number
        guard !host.isEmpty else { return nil }
    }
}

/// Addresses put together and taken apart.
package enum WebAddress {
    /// Percent-encodes a text as Python's `quote(text, safe)` does: letters, digits, `_.-~` and the safe ones stay.
    package static func quoted(_ text: String, keeping safe: String = "") -> String {
        var out = ""
        for byte in text.utf8 {
            let letter = Character(Unicode.Scalar(byte))
            if byte < 0x80, letter.isLetter || letter.isNumber || "_.-~".contains(letter) || safe.contains(letter) {
                out.append(letter)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                out += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return out
    }

    /// A path's parts encoded, the slashes between them kept.
    package static func path(_ path: String) -> String { quoted(path, keeping: "/") }

    /// Whether every byte may stand in an address: printable ASCII without blanks, quotes and the like.
    package static func isEncoded(_ address: String) -> Bool {
        address.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"<>\\^`{|}".utf8.contains($0) }
    }

    /// Percent-decodes; nil where that is no UTF-8 or where % stands alone.
    package static func decoded(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else { bytes.append(byte); continue }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Where a redirect leads to; nil for what is no address of the web, and for a plain address behind a secure one.
    package static func secure(_ location: String, from address: String) -> String? {
        guard let next = following(location, from: address)?.address,
            WebOrigin(next)?.scheme == "https" || WebOrigin(address)?.scheme == "http"
        else { return nil }
        return next
    }

    /// Where a `Location` leads to from an address. Whether it is relative matters: a relative one stays with the host,
    /// and so with the token. Nil for what is no address of the web.
    package static func following(_ location: String, from address: String) -> (address: String, isRelative: Bool)? {
        guard let here = WebOrigin(address), isEncoded(location), !location.isEmpty else { return nil }
        if location.hasPrefix("//") {
            let whole = "\(here.scheme):\(location)"
            return WebOrigin(whole).map { _ in (whole, false) }
        }
        if location.prefix(while: { !"/?#".contains($0) }).contains(":") {
            return WebOrigin(location).map { _ in (location, false) }
        }
        let start = address.index(address.startIndex, offsetBy: here.scheme.count + 3)
        let pathStart = address[start...].firstIndex { "/?#".contains($0) } ?? address.endIndex
        let root = address[..<pathStart]
        if location.hasPrefix("/") { return ("\(root)\(location)", true) }
        let path = address[pathStart...].prefix { !"?#".contains($0) }
        if location.hasPrefix("?") { return ("\(root)\(path)\(location)", true) }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
        return ("\(root)\(folder)\(location)", true)
    }
}
