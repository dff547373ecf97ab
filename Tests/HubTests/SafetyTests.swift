import Failures
import Foundation
import Hub
import TestSupport
import Testing

/// What a hostile server, or one in the middle, may try.
@Suite struct SafetyTests {
    static let files = [FakeHub.File("config.json", "{}"), FakeHub.File("model.safetensors", noise(1_000), isLarge: true)]

    @Test func `the token goes to the Hub alone, across every kind of redirect`() throws {
        try withHub(Self.files) { world in
            // Renamed repository: a relative redirect, then the store at another port, then once more elsewhere.
            let other = try ScriptedServer { request in FakeHub.bytes(of: Self.files[1], request, []) }
            defer { other.stop() }
            world.fake.instead { request, isStore in
                if isStore { return .init(302, [("Location", "\(other.address)/bytes?signature=x")]) }
                if request.path.hasPrefix("/api/models/org/old/") {
                    return .init(307, [("Location", request.target.replacing("org/old", with: "org/name"))])
                }
                if request.path.hasPrefix("/org/old/") {
                    return .init(307, [("Location", request.target.replacing("org/old", with: "org/name"))])
                }
                return nil
            }
            let path = try world.hub().file(try RepositoryName(.model, "org/old"), "model.safetensors")
            #expect(try Data(contentsOf: URL(filePath: path)) == Data(Self.files[1].bytes))
            #expect(path.contains("models--org--old"))
            let sent = world.fake.hub.requests.map { $0.headers["authorization"] }
            #expect(sent.count >= 4 && sent.allSatisfy { $0 == "Bearer \(FakeHub.secret)" })
            for server in [world.fake.store, other] {
                #expect(!server.requests.isEmpty)
                #expect(server.requests.allSatisfy { $0.headers["authorization"] == nil })
                #expect(!server.requests.contains { $0.headers.values.contains { $0.contains(FakeHub.secret) } })
            }
        }
    }

    @Test func `the list of files may redirect elsewhere, without the token, and may not go on elsewhere`() throws {
        try withHub(Self.files) { world in
            let other = try ScriptedServer { _ in .init(json: #"{"sha":"\#(FakeHub.commit)","siblings":[]}"#) }
            defer { other.stop() }
            world.fake.instead { request, _ in
                if request.path.contains("/revision/") { return .init(302, [("Location", "\(other.address)\(request.target)")]) }
                if request.path.contains("/tree/") {
                    return .init(200, [("Link", "<\(other.address)/next>; rel=\"next\"")], Array("[]".utf8))
                }
                return nil
            }
            let astray = try failure { try world.hub().files(try world.repository) }
            #expect(astray?.kind == .badData && astray?.what.contains("somewhere else") == true, "\(astray?.description ?? "")")
            #expect(other.requests.map { $0.headers["authorization"] } == [nil])
        }
    }

    @Test func `the token stands in no message, whatever the server says`() throws {
        try withHub(Self.files) { world in
            for status in [400, 401, 403, 404, 409, 422, 429, 500, 503] {
                for header in [true, false] {
                    world.fake.instead { request, _ in
                        let words = "you sent \(request.headers["authorization"] ?? "nothing")"
                        return header ? .init(status, [("X-Error-Message", words)]) : .init(status, json: #"{"error":"\#(words)"}"#)
                    }
                    let hub = try world.hub()
                    let refused = try failure { try hub.file(try world.repository, "config.json") }
                    #expect(refused?.description.contains("(token)") == true, "\(refused?.description ?? "")")
                    #expect(refused?.description.contains(FakeHub.secret) == false)
                    #expect(!world.said.notes.contains { $0.contains(FakeHub.secret) })
                    var dumped = ""
                    dump(hub, to: &dumped)
                    dump(hub.environment, to: &dumped)
                    #expect(!dumped.contains(FakeHub.secret) && !"\(hub.environment)".contains(FakeHub.secret))
                }
            }
        }
    }

    @Test(arguments: [
        "../../outside", "/etc/outside", "a/../../outside", "..", ".", "a//b", "a/", "", "a\\u0000b", "a\\nb", "a\\\\..\\\\b",
        "a/./b", String(repeating: "a", count: 300), String(repeating: "a/", count: 1_500) + "b",
    ])
    func `a file that would lie outside is refused, and nothing is written`(name: String) throws {
        try withHub(Self.files) { world in
            world.fake.instead { request, _ in
                guard request.path.contains("/revision/") else { return nil }
                return .init(json: #"{"sha":"\#(FakeHub.commit)","siblings":[{"rfilename":"config.json"},{"rfilename":"\#(name)"}]}"#)
            }
            let hub = try world.hub()
            let refused = try failure { try hub.folder(HubPlace(try world.repository)) }
            #expect(refused?.kind == .badData, "\(refused?.description ?? "")")
            #expect(!FileManager.default.fileExists(atPath: world.cache.path))
        }
    }

    @Test(arguments: ["../../x", "a/b", "..", "", "x\u{0}y", "0123", ".hidden", String(repeating: "f", count: 500)])
    func `an etag becomes no path`(etag: String) throws {
        try withHub(Self.files) { world in
            world.fake.instead { request, _ in
                guard request.method == "HEAD" else { return nil }
                return .init(200, [("ETag", "\"\(etag)\""), ("X-Repo-Commit", FakeHub.commit), ("Content-Length", "2")])
            }
            _ = try failure { try world.hub().file(try world.repository, "config.json") }
            let names = FileManager.default.enumerator(atPath: world.cache.path)?.compactMap { $0 as? String } ?? []
            #expect(!names.contains { $0.hasSuffix("/x") || $0.contains("a/b") || $0.contains(".hidden") })
            #expect(world.blobs.allSatisfy { $0 == Self.files[0].gitID || $0 == "0123" })
        }
    }

    @Test func `an answer about other contents than the list names is refused`() throws {
        for (etag, size) in [(Self.files[0].gitID, 1_000), (Self.files[1].sha256, 999)] {
            try withHub(Self.files) { world in
                world.fake.instead { request, _ in
                    guard request.method == "HEAD" else { return nil }
                    return .init(200, [("ETag", "\"\(etag)\""), ("X-Linked-Size", "\(size)"), ("X-Repo-Commit", FakeHub.commit)])
                }
                let refused = try failure { try world.hub().file(try world.repository, "model.safetensors") }
                #expect(refused?.kind == .badData && refused?.what.contains("list") == true, "\(refused?.description ?? "")")
                #expect(world.blobs.isEmpty)
            }
        }
    }

    @Test(arguments: ["../../../../x", "0123", "HEAD", "0123456789ABCDEF0123456789abcdef01234567", ""])
    func `a commit that is none is refused`(commit: String) throws {
        try withHub(Self.files) { world in
            world.fake.instead { request, _ in
                request.path.contains("/revision/") ? .init(json: #"{"sha":"\#(commit)","siblings":[]}"#) : nil
            }
            let refused = try failure { try world.hub().files(try world.repository) }
            #expect(refused?.kind == .badData)
        }
    }

    @Test func `a list without an end, headers without an end, and answers without an end are left`() throws {
        try withHub(Self.files) { world in
            var limits = TransferSettings()
            limits.mostPages = 50
            world.fake.instead { request, _ in
                if request.path.contains("/revision/") { return .init(json: #"{"sha":"\#(FakeHub.commit)"}"#) }
                return .init(200, [("Link", "</api/models/org/name/tree/x?cursor=\(request.number)>; rel=\"next\"")], Array("[]".utf8))
            }
            let pages = try failure { try world.hub([:], limits).files(try world.repository) }
            #expect(pages?.kind == .badData && world.fake.hub.requests.count < 60, "\(pages?.description ?? "")")

            var many = ScriptedServer.Reply()
            many.raw = Array(("HTTP/1.1 200 OK\r\n" + String(repeating: "X-Long: \(String(repeating: "y", count: 1_000))\r\n", count: 2_000)).utf8)
            let headers = many
            world.fake.instead { _, _ in headers }
            let long = try failure { try world.hub().files(try world.repository) }
            #expect(long?.kind == .badData && long?.what.contains("headers") == true, "\(long?.description ?? "")")
        }
    }

    @Test func `redirects in a circle, to another scheme and to nowhere end`() throws {
        for location in ["/api/models/org/name/revision/main", "file:///etc/passwd", "ftp://127.0.0.1/x", "http://user@127.0.0.1/", "http://", ""] {
            try withHub(Self.files) { world in
                world.fake.instead { _, _ in .init(302, [("Location", location)]) }
                let astray = try failure { try world.hub().files(try world.repository) }
                #expect(astray != nil, "\(location)")
                #expect(world.fake.hub.requests.count <= 11)
            }
        }
    }
}
