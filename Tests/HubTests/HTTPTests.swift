import Failures
import Foundation
import Hub
import Synchronization
import TestSupport
import Testing

/// The exchange itself, both ways: what the upload is built on.
@Suite struct HTTPTests {
    private func withServer(_ script: @escaping ScriptedServer.Script, _ body: (ScriptedServer, HTTPClient) throws -> Void) throws {
        let server = try ScriptedServer(script)
        defer { server.stop() }
        try body(server, HTTPClient(HubWorld.settings, userAgent: "test/1"))
    }

    @Test(arguments: ["POST", "PUT"]) func `a body is sent whole, with its length and without a question before it`(method: String) throws {
        let sent = noise(3_000_000, 11)
        try withServer({ .init(201, [("X-A", " b ")], Array("\($0.body.count)".utf8)) }) { server, client in
            let request = HTTPRequest(method, server.address + "/x", headers: [("Content-Type", "a/b")], body: HTTPBody(sent))
            let response = try client.send(request)
            #expect(response.status == 201 && response["x-a"] == "b" && response.body == Array("3000000".utf8))
            let got = try #require(server.requests.first)
            #expect(got.method == method && got.body == sent && got.headers["content-type"] == "a/b")
            #expect(got.headers["expect"] == nil && got.headers["user-agent"] == "test/1")
            #expect(got.headers["transfer-encoding"] == nil)
        }
    }

    @Test func `a body that cannot be read ends the exchange with its own error`() throws {
        struct Unreadable: Error {}
        try withServer({ _ in .init() }) { server, client in
            let body = HTTPBody(count: 1_000_000) { offset, room in
                if offset > 100_000 { throw Unreadable() }
                return room.count
            }
            #expect(throws: Unreadable.self) { try client.send(HTTPRequest("PUT", server.address, body: body)) }
        }
    }

    @Test func `an empty body is one`() throws {
        try withServer({ .init(200, [], Array($0.headers["content-length", default: "none"].utf8)) }) { server, client in
            let empty = try client.send(HTTPRequest("POST", server.address, body: HTTPBody([])))
            let none = try client.send(HTTPRequest("DELETE", server.address))
            #expect(empty.body == Array("0".utf8) && none.body == Array("none".utf8))
        }
    }

    @Test func `what another status says is kept, and bounded`() throws {
        try withServer({ _ in .init(418, [], noise(1_000_000)) }) { server, client in
            let response = try client.send(HTTPRequest("GET", server.address))
            #expect(response.status == 418 && response.body == Array(noise(1_000_000).prefix(1 << 16)))
        }
    }

    @Test func `an answer larger than wanted is left`() throws {
        try withServer({ _ in .init(200, [], noise(100_000)) }) { server, client in
            #expect(throws: HTTPBreak.self) { try client.send(HTTPRequest("GET", server.address), atMost: 99_999) }
            let whole = try client.send(HTTPRequest("GET", server.address), atMost: 100_000)
            #expect(whole.body.count == 100_000)
        }
    }

    @Test func `no header can become two`() throws {
        try withServer({ _ in .init() }) { server, client in
            let refused = try failure { try client.send(HTTPRequest("GET", server.address, headers: [("X", "a\r\nAuthorization: b")])) }
            #expect(refused?.kind == .usage && server.requests.isEmpty)
        }
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/", "dict://127.0.0.1/", "", "::"])
    func `nothing but the web is spoken`(address: String) throws {
        #expect(throws: HTTPBreak.self) { try HTTPClient(HubWorld.settings).send(HTTPRequest("GET", address)) }
    }

    @Test func `a silent server is left after the request's own patience`() throws {
        var hanging = ScriptedServer.Reply(200, [], Array("x".utf8))
        hanging.length = 10
        hanging.hangs = true
        let reply = hanging
        try withServer({ _ in reply }) { server, client in
            let left = #expect(throws: HTTPBreak.self) { try client.send(HTTPRequest("GET", server.address, patience: 1)) }
            #expect(left?.isPassing == true)
        }
    }

    @Test func `what asks for another body is not given it, and what means the same again is`() throws {
        try withHub([]) { world in
            let client = HubClient(try world.environment(), HubWorld.settings)
            for status in [301, 302, 303, 307, 308] {
                world.fake.instead { request, _ in
                    request.path == "/from" ? .init(status, [("Location", "/to")]) : .init(200, [], request.body)
                }
                let request = HTTPRequest("POST", world.fake.hub.address + "/from", body: HTTPBody(Array("body".utf8)))
                let result = try? client.send(request, about: HubSubject("the upload"))
                #expect(result?.body == (status < 307 ? nil : Array("body".utf8)), "\(status)")
            }
        }
    }

    @Test func `many threads use one client`() throws {
        try withServer({ .init(200, [], Array($0.target.utf8)) }) { server, client in
            let wrong = Mutex<[String]>([])
            DispatchQueue.concurrentPerform(iterations: 64) { number in
                do {
                    let body = try client.send(HTTPRequest("GET", "\(server.address)/\(number)")).body
                    if body != Array("/\(number)".utf8) { wrong.withLock { $0.append("\(number): \(body)") } }
                } catch {
                    wrong.withLock { $0.append("\(number): \(error)") }
                }
            }
            #expect(wrong.withLock { $0 } == [])
        }
    }

    @Test func `interim answers are passed over`() throws {
        var raw = ScriptedServer.Reply()
        raw.raw = Array("HTTP/1.1 100 Continue\r\nX-A: no\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-B: yes\r\n\r\nok".utf8)
        let reply = raw
        try withServer({ _ in reply }) { server, client in
            let response = try client.send(HTTPRequest("GET", server.address))
            #expect(response.status == 200 && response["x-a"] == nil && response["x-b"] == "yes" && response.body == Array("ok".utf8))
        }
    }
}
