import Foundation
import Synchronization

/// A server on the loopback that answers as a test tells it: every connection has a thread, every request is kept.
final class ScriptedServer: Sendable {
    struct Request: Sendable {
        var method: String
        /// Path and query as they were sent.
        var target: String
        /// Names in lower case.
        var headers: [String: String]
        var body: [UInt8]
        /// The number of this request at this server, from 0.
        var number: Int

        var path: String { String(target.prefix { $0 != "?" }) }
    }

    struct Reply: Sendable {
        var status = 200
        var headers: [(String, String)] = []
        var body: [UInt8] = []
        /// What Content-Length says; nil: the body's length.
        var length: Int?
        /// Closes the connection after so many bytes of the body.
        var cutAfter: Int?
        /// After what is sent, nothing comes any more; the connection stays open until the server or the client ends.
        var hangs = false
        /// Sent as it is, in place of everything else.
        var raw: [UInt8]?

        init(_ status: Int = 200, _ headers: [(String, String)] = [], _ body: [UInt8] = []) {
            self.status = status
            self.headers = headers
            self.body = body
        }

        init(_ status: Int = 200, _ headers: [(String, String)] = [], json: String) {
            self.init(status, headers + [("Content-Type", "application/json")], Array(json.utf8))
        }
    }

    typealias Script = @Sendable (Request) -> Reply

    let port: Int
    private let listener: Int32
    // In a struct: a closure that is kept in a generic itself gets a wrapper more with each look at it.
    private let script: Mutex<Kept>
    private struct Kept { var run: Script }
    private let state = Mutex<State>(State())
    /// After how many bytes of its body a request's connection ends; nil: it is read to its end.
    private let patience = Mutex<@Sendable (_ method: String, _ target: String) -> Int?>({ _, _ in nil })

    private struct State {
        var requests: [Request] = []
        var open: Set<Int32> = []
        var isOver = false
    }

    var address: String { "http://127.0.0.1:\(port)" }
    var requests: [Request] { state.withLock { $0.requests } }

    init(_ script: @escaping Script = { _ in Reply(500) }) throws {
        self.script = Mutex(Kept(run: script))
        listener = socket(AF_INET, streamKind, 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isUp = withUnsafeMutablePointer(to: &place) { place in
            place.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isUp else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        port = Int(UInt16(bigEndian: place.sin_port))
        // It ends with `stop`, and has the listener alone: a number that is closed by one thread is soon another's file.
        Thread { self.acceptAll() }.start()
    }

    /// What is answered from now on.
    func answer(_ script: @escaping Script) { self.script.withLock { $0.run = script } }

    /// Cuts some requests in the middle of their body: they are not kept, and nothing answers them.
    func cutting(_ patience: @escaping @Sendable (_ method: String, _ target: String) -> Int?) {
        self.patience.withLock { $0 = patience }
    }

    /// Ends all connections and takes no more.
    func stop() {
        state.withLock { state in
            guard !state.isOver else { return }
            state.isOver = true
            shutdown(listener, Int32(SHUT_RDWR))
            for connection in state.open { shutdown(connection, Int32(SHUT_RDWR)) }
        }
    }

    private func acceptAll() {
        while true {
            let connection = accept(listener, nil, nil)
            let isOver = state.withLock { state in
                if !state.isOver, connection >= 0 { state.open.insert(connection) }
                return state.isOver
            }
            if isOver {
                if connection >= 0 { close(connection) }
                break
            }
            guard connection >= 0 else { continue }
            let thread = Thread { self.serve(connection) }
            thread.stackSize = 1 << 19
            thread.start()
        }
        close(listener)
    }

    private func serve(_ connection: Int32) {
        defer {
            state.withLock { state in
                state.open.remove(connection)
                close(connection)
            }
        }
        var left: [UInt8] = []
        while let request = read(connection, &left) {
            let kept = script.withLock { $0 }
            let reply = kept.run(request)
            guard send(reply, to: connection, hasBody: request.method != "HEAD") else { return }
        }
    }

    private func read(_ connection: Int32, _ left: inout [UInt8]) -> Request? {
        let blank: [UInt8] = [13, 10, 13, 10]
        var end = left.firstRange(of: blank)
        while end == nil {
            guard left.count < 1 << 20, let more = receive(connection) else { return nil }
            left += more
            end = left.firstRange(of: blank)
        }
        guard let end else { return nil }
        let lines = String(decoding: left[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        left.removeSubrange(..<end.upperBound)
        let words = lines[0].split(separator: " ").map(String.init)
        guard words.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        let limit = patience.withLock { $0 }(words[0], words[1]) ?? .max
        while left.count < min(length, limit) {
            guard let more = receive(connection) else { return nil }
            left += more
        }
        if limit < length { return nil }
        let body = Array(left.prefix(length))
        left.removeFirst(length)
        return state.withLock { state in
            let request = Request(
                method: words[0], target: words[1], headers: headers, body: body, number: state.requests.count)
            state.requests.append(request)
            return request
        }
    }

    /// Whether the connection goes on.
    private func send(_ reply: Reply, to connection: Int32, hasBody: Bool) -> Bool {
        if let raw = reply.raw {
            _ = send(raw, to: connection)
            return false
        }
        var head = "HTTP/1.1 \(reply.status) Status\r\n"
        for (name, value) in reply.headers { head += "\(name): \(value)\r\n" }
        let names = reply.headers.map { $0.0.lowercased() }
        if !names.contains("content-length") { head += "Content-Length: \(reply.length ?? reply.body.count)\r\n" }
        var bytes = Array("\(head)\r\n".utf8)
        if hasBody { bytes += reply.body.prefix(reply.cutAfter ?? .max) }
        guard send(bytes, to: connection) else { return false }
        if reply.hangs {
            // Until either side ends it.
            while receive(connection) != nil {}
            return false
        }
        return !(hasBody && reply.cutAfter != nil)
    }

    private func send(_ bytes: [UInt8], to connection: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { Foundation.send(connection, $0.baseAddress, $0.count, noSignal) }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    private func receive(_ connection: Int32) -> [UInt8]? {
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        let got = recv(connection, &piece, piece.count, 0)
        return got > 0 ? Array(piece[..<got]) : nil
    }
}

#if os(Linux)
private let streamKind = Int32(SOCK_STREAM.rawValue)
private let noSignal = Int32(MSG_NOSIGNAL)
#else
private let streamKind = SOCK_STREAM
private let noSignal: Int32 = 0
#endif
