/// One request, as it is sent: no redirect is followed and nothing is added but what HTTP itself needs.
package struct HTTPRequest: Sendable {
    /// GET, HEAD, POST, PUT.
    package var method: String
    /// http:// or https://, all of it percent-encoded.
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: HTTPBody?
    /// How long the other side may send and take nothing, in seconds; nil: as the client's settings say. A server that
    /// works through a large commit is silent for a while.
    package var patience: Int?

    package init(
        _ method: String = "GET", _ url: String, headers: [(name: String, value: String)] = [], body: HTTPBody? = nil,
        patience: Int? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.patience = patience
    }
}

/// What a request sends: so many bytes, read piece by piece from any place of them, since a connection that broke begins
/// anew.
package struct HTTPBody: Sendable {
    package var count: Int
    /// Fills the room with bytes from an offset on; how many.
    package var read: @Sendable (_ offset: Int, _ room: UnsafeMutableRawBufferPointer) throws -> Int

    package init(count: Int, read: @escaping @Sendable (Int, UnsafeMutableRawBufferPointer) throws -> Int) {
        self.count = count
        self.read = read
    }

    package init(_ bytes: [UInt8]) {
        self.init(count: bytes.count) { offset, room in
            let part = bytes[min(offset, bytes.count)..<min(offset + room.count, bytes.count)]
            room.copyBytes(from: part)
            return part.count
        }
    }
}
