import Failures

/// What says to the Hub who one is. It is shown nowhere: neither printed, nor in a mirror, nor in a message.
package struct HubToken: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let secret: String

    /// - Parameter source: where it comes from, for the message.
    ///
    /// Nil for blank text. Throws `.usage` for what cannot stand in a header, without showing it.
    init?(_ text: String, from source: String) throws(Failure) {
        let lines = text.unicodeScalars.filter { $0 != "\r" && $0 != "\n" }
        let blank: (Unicode.Scalar) -> Bool = \.properties.isWhitespace
        let trimmed = String(String.UnicodeScalarView(lines.drop(while: blank).reversed().drop(while: blank).reversed()))
        if trimmed.isEmpty { return nil }
        guard trimmed.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), trimmed.utf8.count <= 4096 else {
            throw Failure(
                .usage, "\(source) holds something else than a token", remedy: "make one at the Hub, under Settings")
        }
        secret = trimmed
    }

    /// The header's value. Only `HubClient` asks, for requests to the endpoint itself.
    var authorization: String { "Bearer \(secret)" }

    /// A text in which the token does not stand: a server may repeat what it was sent.
    func removed(from text: String) -> String { text.replacing(secret, with: description) }

    package var description: String { "(token)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
