/// What came back: status, header lines, and the bytes that nobody else took.
package struct HTTPResponse: Sendable {
    package var status: Int
    /// In the order they came, names in lower case.
    package var headers: [(name: String, value: String)] = []
    package var body: [UInt8] = []

    package init(status: Int) { self.status = status }

    /// The value of a header, the first where it came several times.
    package subscript(name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name == wanted }?.value
    }

    package var isSuccess: Bool { (200..<300).contains(status) }

    /// Where to go instead; nil where it is no redirect.
    package var redirect: String? {
        switch status {
        case 301, 302, 303, 307, 308: self["location"]
        default: nil
        }
    }
}
