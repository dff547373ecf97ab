import Failures
import Foundation
import Hub
import Synchronization
import TestSupport
import Testing

@Suite struct `An upload in trouble` {
    private static let weights = "topk/sae/sae_weights.safetensors"

    /// Counts how often something happened.
    private final class Count: Sendable {
        private let value = Mutex(0)
        func next() -> Int { value.withLock { $0 += 1; return $0 } }
    }

    @Test func `sends anew what was cut in the middle`() throws {
        for chunk in [nil, 100_000] {
            try withUpload(UploadHub.State(chunk: chunk)) { world in
                let count = Count()
                world.fake.storage.cutting { method, _ in method == "PUT" && count.next() <= 3 ? 70_000 : nil }
                try world.upload()
                #expect(world.hasAll && world.said.notes.count == 3, "\(world.said.notes)")
                // Bytes that go out again are not counted again.
                #expect(world.said.progress.filter(\.isEnd).map(\.done) == [300_000, 1_000])
            }
        }
    }

    @Test func `commits nothing where the storage stays away, and goes on where it ended`() throws {
        try withUpload { world in
            world.fake.instead { request, isStorage in
                isStorage && request.body.count == 1_000 ? .init(503) : nil
            }
            let broken = try #require(try failure { try world.upload() })
            #expect(broken.kind == .io && world.fake.now.files.isEmpty && !world.conversation.contains { $0.contains("/commit/") })
            world.fake.instead { _, _ in nil }
            let result = try world.upload()
            #expect(result.alreadyStored == [Self.weights] && world.hasAll)
            #expect(world.fake.storage.requests.count { $0.body.count == 300_000 } == 1)
        }
    }

    @Test func `asks for another address where one has expired`() throws {
        try withUpload { world in
            let count = Count()
            world.fake.instead { _, isStorage in isStorage && count.next() == 1 ? .init(403, [], json: "{}") : nil }
            try world.upload()
            #expect(world.hasAll && world.conversation.count { $0.hasSuffix("/batch") } == 2)
        }
        try withUpload { world in
            world.fake.instead { _, isStorage in isStorage ? .init(403, [], json: "{}") : nil }
            let refused = try #require(try failure { try world.upload() })
            #expect(refused.kind == .failed && refused.what.contains("nothing was committed") && world.fake.now.files.isEmpty)
        }
    }

    @Test func `commits nothing where the Hub has other bytes than were sent`() throws {
        try withUpload { world in
            world.fake.instead { request, _ in request.path == "/verify" ? .init(422, [], json: #"{"error":"size differs"}"#) : nil }
            let refused = try #require(try failure { try world.upload() })
            #expect(refused.kind == .failed && refused.what.contains("size differs") && refused.what.contains("nothing was committed"))
            #expect(world.fake.now.files.isEmpty && !world.conversation.contains { $0.contains("/commit/") })
        }
    }

    @Test func `notices a file that changes meanwhile`() throws {
        // The same number of bytes, and fewer.
        for change in [[UInt8](repeating: 9, count: 300_000), [1, 2, 3]] {
            for chunk in [nil, 100_000] {
                try withUpload(UploadHub.State(chunk: chunk)) { world in
                    let file = world.folder.appending(path: "sae_weights.safetensors")
                    world.fake.instead { request, isStorage in
                        if !isStorage, request.path.hasSuffix("/batch"), let handle = try? FileHandle(forWritingTo: file) {
                            try? handle.write(contentsOf: Data(change))
                            try? handle.truncate(atOffset: UInt64(change.count))
                            try? handle.close()
                        }
                        return isStorage && request.body.count != 1_000 ? .init(200, [("ETag", "x")]) : nil
                    }
                    let changed = try #require(try failure { try world.upload() })
                    #expect(changed.what.contains("changed while it was uploaded") && changed.place?.hasSuffix("sae_weights.safetensors") == true)
                    #expect(world.fake.now.files.isEmpty && !world.conversation.contains { $0.contains("/commit/") || $0 == "POST /verify" })
                }
            }
        }
    }

    @Test func `comes after a commit that somebody else makes meanwhile`() throws {
        try withUpload { world in
            let count = Count(), card = Array("theirs".utf8)
            world.fake.instead { request, _ in
                if request.path.hasSuffix("/commit/main"), count.next() == 1 {
                    world.fake.change { state in
                        state.head = String(repeating: "c", count: 40)
                        state.files["README.md"] = FakeHub.File("", card).gitID
                        state.contents["README.md"] = card
                    }
                }
                return nil
            }
            let result = try world.upload { $0.card = "ours" }
            #expect(world.hasAll && world.fake.now.contents["README.md"] == card && !result.committed.contains("README.md"))
            #expect(world.conversation.count { $0.hasSuffix("/commit/main") } == 2)
        }
    }

    @Test func `gives up where that goes on`() throws {
        try withUpload { world in
            world.fake.instead { request, _ in
                request.path.hasSuffix("/commit/main") ? .init(412, [], json: #"{"error":"A commit has happened since."}"#) : nil
            }
            let refused = try #require(try failure { try world.upload() })
            #expect(refused.kind == .failed && refused.what.contains("changes at the same time") && refused.what.contains("nothing was committed"))
            #expect(world.conversation.count { $0.hasSuffix("/commit/main") } == HubWorld.settings.attempts)
        }
    }

    @Test func `looks whether a commit was made whose answer is lost`() throws {
        try withUpload { world in
            let count = Count()
            world.fake.instead { request, _ in
                guard request.path.hasSuffix("/commit/main"), count.next() == 1 else { return nil }
                // It is made, and the connection ends.
                world.fake.change { state in
                    state.head = String(repeating: "e", count: 40)
                    for (name, bytes) in UploadWorld.files {
                        state.files["topk/sae/\(name)"] = FakeHub.File("", bytes, isLarge: name.hasSuffix(".safetensors")).etag
                    }
                }
                var reply = ScriptedServer.Reply(200)
                reply.raw = []
                return reply
            }
            let result = try world.upload()
            #expect(result.commit == String(repeating: "e", count: 40) && result.committed.count == 4)
            #expect(world.conversation.count { $0.hasSuffix("/commit/main") } == 1)
        }
    }

    @Test func `does not propose twice what may have been proposed`() throws {
        try withUpload { world in
            world.fake.instead { request, _ in
                guard request.path.hasSuffix("/commit/main") else { return nil }
                var reply = ScriptedServer.Reply(200)
                reply.raw = []
                return reply
            }
            let lost = try #require(try failure { try world.upload { $0.asPullRequest = true } })
            #expect(lost.what.contains("may have been made") && lost.remedy?.contains("/org/saes/discussions") == true)
            #expect(world.conversation.count { $0.contains("/commit/main") } == 1)
        }
    }

    @Test func `makes a commit again that was not made`() throws {
        for status in [500, 503, 429] {
            try withUpload { world in
                let count = Count()
                world.fake.instead { request, _ in
                    request.path.hasSuffix("/commit/main") && count.next() <= 2 ? .init(status) : nil
                }
                try world.upload()
                #expect(world.hasAll && world.conversation.count { $0.hasSuffix("/commit/main") } == 3)
            }
        }
    }

    @Test(arguments: [
        (401, "/api/repos/create", "does not accept the token"), (403, "/api/repos/create", "may not write to org/saes"),
        (401, "/api/models/org/saes/preupload/main", "does not accept the token"),
        (403, "/api/models/org/saes/preupload/main", "may not write to org/saes"),
        (403, "/org/saes.git/info/lfs/objects/batch", "may not write to org/saes"),
        (403, "/api/models/org/saes/commit/main", "may not write to org/saes"),
        (413, "/api/models/org/saes/commit/main", "too large"), (422, "/org/saes.git/info/lfs/objects/batch", "422"),
        (400, "/api/models/org/saes/commit/main", "400"), (429, "/api/models/org/saes/preupload/main", "429"),
        (503, "/api/repos/create", "503"), (404, "/api/models/org/saes/preupload/main", "the Hub has no"),
    ])
    func `says what the Hub refuses`(status: Int, path: String, sentence: String) throws {
        try withUpload { world in
            world.fake.instead { request, _ in
                request.path == path ? .init(status, [], json: #"{"error":"no, \#(FakeHub.secret)"}"#) : nil
            }
            let refused = try #require(try failure { try world.upload() })
            #expect(refused.description.contains(sentence), "\(refused)")
            #expect(!refused.description.contains(FakeHub.secret) && !world.said.notes.joined().contains(FakeHub.secret))
            #expect(world.fake.now.files.isEmpty)
            let isPassing = status == 429 || status == 503
            #expect(world.fake.hub.requests.count { $0.path == path } == (isPassing ? HubWorld.settings.attempts : 1))
        }
    }

    @Test func `waits where another repository is being made`() throws {
        try withUpload { world in
            let count = Count()
            world.fake.instead { request, _ in
                request.path == "/api/repos/create" && count.next() <= 2
                    ? .init(409, [], json: #"{"error":"Cannot create repo: another conflicting operation is in progress"}"#) : nil
            }
            try world.upload()
            #expect(world.hasAll && world.conversation.count { $0 == "POST /api/repos/create" } == 3)
        }
    }

    @Test func `makes nothing private public`() throws {
        try withUpload(UploadHub.State(head: String(repeating: "b", count: 40), isPrivate: false)) { world in
            let refused = try #require(try failure { try world.upload { $0.isPrivate = true } })
            #expect(refused.what.contains("is public") && world.fake.storage.requests.isEmpty)
            #expect(world.conversation == ["POST /api/repos/create"])
        }
    }

    @Test func `ends when it is stopped`() throws {
        try withUpload { world in
            let going = Mutex(true)
            world.fake.instead { _, isStorage in
                if isStorage { going.withLock { $0 = false } }
                return nil
            }
            let stopped = try #require(
                try failure { try world.hub(goesOn: { going.withLock { $0 } }).upload(UploadPlan(world.request())) })
            #expect(stopped.kind == .failed && stopped.what.contains("was stopped") && world.fake.now.files.isEmpty)
        }
    }
}
