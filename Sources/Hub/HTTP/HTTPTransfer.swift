import CCurl

/// What libcurl's callbacks need while one request runs, and what they leave.
///
/// A callback may not throw through C: what it throws is kept, the transfer ends, and the client throws it then.
final class HTTPTransfer {
    var response = HTTPResponse(status: 0)
    var error: (any Error)?
    private let settings: HTTPSettings
    private let request: HTTPRequest
    private let goesOn: () -> Bool
    private let onHead: (HTTPResponse) throws -> Void
    private let onBytes: (UnsafeRawBufferPointer) throws -> Void
    private var headerBytes = 0
    private var sent = 0
    private var hasHead = false

    init(
        _ request: HTTPRequest, _ settings: HTTPSettings, goesOn: @escaping () -> Bool,
        onHead: @escaping (HTTPResponse) throws -> Void, onBytes: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) {
        self.request = request
        self.settings = settings
        self.goesOn = goesOn
        self.onHead = onHead
        self.onBytes = onBytes
    }

    /// One header line, its line break included. An interim answer (100) and the final one both begin with "HTTP/".
    func takeHeader(_ line: UnsafeRawBufferPointer) throws {
        headerBytes += line.count
        guard headerBytes <= settings.headerLimit else {
            throw HTTPBreak(
                "the answer's headers have more than \(settings.headerLimit) bytes", isPassing: false, isNetwork: false)
        }
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            let parts = text.split(whereSeparator: { $0 == " " || $0.isNewline })
            response = HTTPResponse(status: parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
            return
        }
        guard let colon = text.firstIndex(of: ":") else { return }
        let value = text[text.index(after: colon)...]
        response.headers.append((text[..<colon].lowercased(), HTTPTransfer.trimmed(value)))
    }

    /// Bytes of the answer: the caller's where it is a success, otherwise a bounded complaint.
    func takeBytes(_ bytes: UnsafeRawBufferPointer) throws {
        try finishHead()
        if response.isSuccess { return try onBytes(bytes) }
        let room = max(0, settings.complaintLimit - response.body.count)
        response.body += bytes.prefix(room)
        // A server that complains for ever is not listened to for ever.
        headerBytes += bytes.count
        guard headerBytes <= 1 << 24 else {
            throw HTTPBreak("an answer of status \(response.status) has no end", isPassing: false, isNetwork: false)
        }
    }

    /// The head is complete: said once, before the first byte, and where no byte comes.
    func finishHead() throws {
        if hasHead { return }
        hasHead = true
        try onHead(response)
    }

    func giveBytes(_ room: UnsafeMutableRawBufferPointer) throws -> Int {
        guard let body = request.body else { return 0 }
        let wanted = min(room.count, body.count - sent)
        guard wanted > 0 else { return 0 }
        let given = try body.read(sent, UnsafeMutableRawBufferPointer(rebasing: room[..<wanted]))
        sent += given
        return given
    }

    func goBack(to offset: Int) { sent = offset }

    func mayGoOn() -> Bool {
        if goesOn() { return true }
        error = error ?? HTTPStopped()
        return false
    }

    private static func trimmed(_ text: Substring) -> String {
        var scalars = text.unicodeScalars
        let blanks: Set<Unicode.Scalar> = [" ", "\t", "\r", "\n"]
        while let first = scalars.first, blanks.contains(first) { scalars.removeFirst() }
        while let last = scalars.last, blanks.contains(last) { scalars.removeLast() }
        return String(scalars)
    }
}
