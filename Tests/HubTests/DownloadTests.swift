import Failures
import Foundation
import Hub
import TestSupport
import Testing

@Suite struct DownloadTests {
    static let files = [
        FakeHub.File("config.json", "{}"), FakeHub.File("deep/er/notes.txt", "notes"),
        FakeHub.File("model.safetensors", noise(100_000), isLarge: true),
    ]

    @Test func `a file comes whole into Python's layout, and nothing else does`() throws {
        try withHub(Self.files) { world in
            let hub = try world.hub()
            let path = try hub.file(try world.repository, "model.safetensors")
            let snapshot = world.folder.appending(path: "snapshots/\(FakeHub.commit)")
            #expect(path == snapshot.appending(path: "model.safetensors").path)
            #expect(try Data(contentsOf: URL(filePath: path)) == Data(Self.files[2].bytes))
            let link = try FileManager.default.destinationOfSymbolicLink(atPath: path)
            #expect(link == "../../blobs/\(Self.files[2].sha256)")
            let deep = try hub.file(try world.repository, "deep/er/notes.txt")
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: deep) == "../../../../blobs/\(Self.files[1].gitID)")
            #expect(try String(contentsOfFile: deep, encoding: .utf8) == "notes")
            #expect(world.blobs == [Self.files[1].gitID, Self.files[2].sha256].sorted())
            let reference = try Data(contentsOf: world.folder.appending(path: "refs/main"))
            #expect(reference == Data(FakeHub.commit.utf8))
            #expect(world.said.progress.last?.isEnd == true && world.said.progress.last?.done == 5)
        }
    }

    @Test func `what is in the cache is fetched by nobody again, and a commit asks nobody at all`() throws {
        try withHub(Self.files) { world in
            _ = try world.hub().file(try world.repository, "config.json")
            let before = world.fake.hub.requests.count
            _ = try world.hub().file(try world.repository, "config.json")
            #expect(world.fake.hub.requests.dropFirst(before).map(\.method) == ["GET"])
            let exact = try RepositoryName(.model, "org/name", revision: FakeHub.commit)
            let after = world.fake.hub.requests.count
            _ = try world.hub().file(exact, "config.json")
            #expect(world.fake.hub.requests.count == after)
        }
    }

    @Test func `a connection that breaks is gone on with where it broke`() throws {
        try withHub(Self.files) { world in
            world.fake.instead { request, isStore in
                guard isStore, request.number < 3 else { return nil }
                var reply = FakeHub.bytes(of: Self.files[2], request, [])
                reply.cutAfter = 20_000
                return reply
            }
            let path = try world.hub().file(try world.repository, "model.safetensors")
            #expect(try Data(contentsOf: URL(filePath: path)) == Data(Self.files[2].bytes))
            #expect(world.fake.store.requests.map { $0.headers["range"] } == [nil, "bytes=20000-", "bytes=40000-", "bytes=60000-"])
            #expect(world.said.notes.count == 3)
        }
    }

    @Test func `a server without ranges sends all of it once more`() throws {
        try withHub(Self.files) { world in
            world.fake.instead { request, isStore in
                guard isStore else { return nil }
                var reply = ScriptedServer.Reply(200, [], Self.files[2].bytes)
                if request.number == 0 { reply.cutAfter = 30_000 }
                return reply
            }
            let path = try world.hub().file(try world.repository, "model.safetensors")
            #expect(try Data(contentsOf: URL(filePath: path)) == Data(Self.files[2].bytes))
            #expect(world.fake.store.requests.map { $0.headers["range"] } == [nil, "bytes=30000-"])
        }
    }

    @Test func `what another process left is gone on with, Python's old name too`() throws {
        for name in ["\(Self.files[2].sha256).0a1b2c3d.incomplete", "\(Self.files[2].sha256).incomplete"] {
            try withHub(Self.files) { world in
                let blobs = world.folder.appending(path: "blobs")
                try FileManager.default.createDirectory(at: blobs, withIntermediateDirectories: true)
                try Data(Self.files[2].bytes.prefix(70_000)).write(to: blobs.appending(path: name))
                let path = try world.hub().file(try world.repository, "model.safetensors")
                #expect(try Data(contentsOf: URL(filePath: path)) == Data(Self.files[2].bytes))
                #expect(world.fake.store.requests.map { $0.headers["range"] } == ["bytes=70000-"])
                #expect(world.blobs == [Self.files[2].sha256])
            }
        }
    }

    @Test func `left bytes that are wrong are noticed in the end`() throws {
        try withHub(Self.files) { world in
            let blobs = world.folder.appending(path: "blobs")
            try FileManager.default.createDirectory(at: blobs, withIntermediateDirectories: true)
            try Data(noise(70_000, 9)).write(to: blobs.appending(path: "\(Self.files[2].sha256).incomplete"))
            let path = try world.hub().file(try world.repository, "model.safetensors")
            #expect(try Data(contentsOf: URL(filePath: path)) == Data(Self.files[2].bytes))
            #expect(world.fake.store.requests.count == 2)
        }
    }

    @Test(arguments: [100_000, 0]) func `416 is believed where the length agrees`(left: Int) throws {
        try withHub(Self.files) { world in
            // The Hub does not say how long the file is, so that the server of the bytes must.
            world.fake.instead { request, isStore in
                if !isStore, request.path.contains("/revision/") {
                    return .init(json: #"{"sha":"\#(FakeHub.commit)","siblings":[{"rfilename":"model.safetensors"}]}"#)
                }
                guard !isStore, request.path.contains("/resolve/") else { return nil }
                return .init(302, [
                    ("Location", "\(world.fake.store.address)/\(Self.files[2].sha256)"),
                    ("X-Linked-Etag", "\"\(Self.files[2].sha256)\""), ("X-Repo-Commit", FakeHub.commit),
                ])
            }
            let blobs = world.folder.appending(path: "blobs")
            try FileManager.default.createDirectory(at: blobs, withIntermediateDirectories: true)
            try Data(Self.files[2].bytes.prefix(left) + noise(left == 0 ? 100_001 : 0, 3))
                .write(to: blobs.appending(path: "\(Self.files[2].sha256).incomplete"))
            let path = try world.hub().file(try world.repository, "model.safetensors")
            #expect(try Data(contentsOf: URL(filePath: path)) == Data(Self.files[2].bytes))
            #expect(world.fake.store.requests.count == (left == 0 ? 2 : 1))
        }
    }

    @Test func `wrong bytes are fetched once more, and refused the second time`() throws {
        for isWrongTwice in [false, true] {
            try withHub(Self.files) { world in
                world.fake.instead { request, isStore in
                    isStore && (isWrongTwice || request.number == 0) ? .init(200, [], noise(100_000, 7)) : nil
                }
                let wrong = try failure { try world.hub().file(try world.repository, "model.safetensors") }
                #expect((wrong?.kind == .badData) == isWrongTwice, "\(wrong?.description ?? "")")
                #expect(world.blobs == (isWrongTwice ? [] : [Self.files[2].sha256]))
                #expect(world.fake.store.requests.count == 2)
                let reference = world.folder.appending(path: "refs/main").path
                #expect(FileManager.default.fileExists(atPath: reference) == !isWrongTwice)
            }
        }
    }

    @Test func `a small file with wrong bytes is refused by its Git name`() throws {
        try withHub(Self.files) { world in
            world.fake.instead { request, isStore in
                request.method == "GET" && request.path.hasSuffix("/config.json") ? .init(200, [], Array("[]".utf8)) : nil
            }
            let wrong = try failure { try world.hub().file(try world.repository, "config.json") }
            #expect(wrong?.kind == .badData)
            #expect(world.blobs == [])
        }
    }

    @Test(arguments: [99_999, 100_001, 1 << 40]) func `a wrong length is no file`(length: Int) throws {
        try withHub(Self.files) { world in
            world.fake.instead { request, isStore in
                guard isStore else { return nil }
                var reply = ScriptedServer.Reply(200, [], noise(min(length, 100_001)))
                reply.length = length
                reply.cutAfter = length
                return reply
            }
            let wrong = try failure { try world.hub().file(try world.repository, "model.safetensors") }
            #expect(wrong?.kind == .io, "\(wrong?.description ?? "")")
            #expect(world.blobs.allSatisfy { $0.hasSuffix(".incomplete") })
        }
    }

    @Test func `a server that says nothing more is left, and the rest fetched anew`() throws {
        try withHub(Self.files) { world in
            world.fake.instead { request, isStore in
                guard isStore, request.number == 0 else { return nil }
                var reply = ScriptedServer.Reply(200, [], Array(Self.files[2].bytes.prefix(50)))
                reply.length = 100_000
                reply.hangs = true
                return reply
            }
            // A busy machine may be silent too: then it is asked once more.
            var impatient = HubWorld.settings
            impatient.slowestSeconds = 1
            impatient.attempts = 50
            let path = try world.hub([:], TransferSettings(), impatient).file(try world.repository, "model.safetensors")
            #expect(try Data(contentsOf: URL(filePath: path)) == Data(Self.files[2].bytes))
            #expect(world.fake.store.requests.dropFirst().first?.headers["range"] == "bytes=50-")
        }
    }

    @Test func `an address that has expired is asked for again`() throws {
        try withHub(Self.files) { world in
            world.fake.instead { request, isStore in isStore && request.number == 0 ? .init(403, [], Array("<Error/>".utf8)) : nil }
            let path = try world.hub().file(try world.repository, "model.safetensors")
            #expect(try Data(contentsOf: URL(filePath: path)) == Data(Self.files[2].bytes))
            let resolved = world.fake.hub.requests.filter { $0.method == "HEAD" }
            #expect(resolved.count == 2)
            #expect(world.fake.store.requests.allSatisfy { $0.headers["authorization"] == nil })
        }
    }
}
