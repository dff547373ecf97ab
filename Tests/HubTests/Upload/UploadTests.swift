import Failures
import Foundation
import Hub
import TestSupport
import Testing

@Suite struct `An SAE's folder goes to the Hub` {
    private static let api = "/api/models/org/saes"
    private static let batch = "POST /org/saes.git/info/lfs/objects/batch"

    @Test func `in this order: repository, questions, large files, commit`() throws {
        try withUpload { world in
            let result = try world.upload { $0.card = "# card\n" }
            #expect(world.conversation == [
                "POST /api/repos/create", "POST \(Self.api)/preupload/main", Self.batch, "POST /verify", "POST /verify",
                "POST \(Self.api)/commit/main",
            ])
            #expect(world.fake.storage.requests.map(\.method) == ["PUT", "PUT"])
            #expect(world.hasAll && world.fake.now.contents["README.md"] == Array("# card\n".utf8))
            #expect(world.fake.now.files.count == 5 && result.committed.count == 5 && result.alreadyStored.isEmpty)
            #expect(result.commit == world.fake.now.head && result.address == "http://x/org/saes/commit/\(result.commit)")
            #expect(result.repository == "org/saes" && result.pullRequest == nil)
            #expect(world.said.progress.filter(\.isEnd).map(\.done) == [300_000, 1_000])
        }
    }

    @Test func `with the token to the Hub alone, and to the storage only what the Hub says`() throws {
        try withUpload { world in
            try world.upload()
            #expect(world.fake.hub.requests.allSatisfy { $0.headers["authorization"] == "Bearer \(FakeHub.secret)" })
            for request in world.fake.storage.requests {
                #expect(request.headers["authorization"] == nil && request.headers["x-storage"] == "yes")
                #expect(!request.headers.values.contains { $0.contains(FakeHub.secret) })
            }
        }
    }

    @Test func `saying what it is`() throws {
        try withUpload { world in
            try world.upload { ($0.summary, $0.explanation, $0.isPrivate) = ("One SAE", "Of 8 latents.", true) }
            let bodies = world.fake.hub.requests.filter { $0.method == "POST" }
            let creation = try #require(try JSONSerialization.jsonObject(with: Data(bodies[0].body)) as? [String: String])
            #expect(creation == ["type": "model", "name": "saes", "organization": "org", "visibility": "private"])
            let header = try #require(bodies.last?.lines.first?["value"] as? [String: String])
            #expect(header == ["summary": "One SAE", "description": "Of 8 latents.", "parentCommit": String(repeating: "a", count: 40)])
            #expect(bodies.last?.headers["content-type"] == "application/x-ndjson")
        }
    }

    @Test func `in parts where the Hub wants parts`() throws {
        for chunk in [1_000, 100_000, 299_999, 300_000, 1 << 40] {
            try withUpload(UploadHub.State(chunk: chunk)) { world in
                try world.upload()
                let parts = 300_000 / chunk + (300_000 % chunk == 0 ? 0 : 1)
                #expect(world.hasAll && world.fake.storage.requests.count == parts + 1)
                #expect(world.conversation.count { $0 == "POST /complete" } == 2)
            }
        }
    }

    @Test func `not twice`() throws {
        try withUpload { world in
            let first = try world.upload { $0.card = "mine" }
            let again = try world.upload { $0.card = "another" }
            #expect(again.committed.isEmpty && again.unchanged.count == 4 && again.commit == first.commit)
            #expect(world.fake.storage.requests.count == 2 && world.fake.now.contents["README.md"] == Array("mine".utf8))
            #expect(world.conversation.suffix(2) == ["POST /api/repos/create", "POST \(Self.api)/preupload/main"])
        }
    }

    @Test func `without the bytes that the storage has already`() throws {
        try withUpload { world in
            let weights = FakeHub.File("", UploadWorld.weights)
            world.fake.change { $0.stored[weights.sha256] = weights.bytes }
            let result = try world.upload()
            #expect(result.alreadyStored == ["topk/sae/sae_weights.safetensors"] && world.fake.storage.requests.count == 1)
            #expect(world.hasAll && result.committed.count == 4)
        }
    }

    @Test func `without what the repository's own rules leave out`() throws {
        try withUpload(UploadHub.State(ignored: ["topk/sae/sparsity.safetensors"])) { world in
            let result = try world.upload()
            #expect(result.ignored == ["topk/sae/sparsity.safetensors"] && result.committed.count == 3)
        }
    }

    @Test func `as a pull request`() throws {
        try withUpload(UploadHub.State(head: String(repeating: "b", count: 40))) { world in
            world.fake.instead { request, _ in
                request.path == "/api/repos/create" ? .init(403, [], json: #"{"error":"You don't have the rights"}"#) : nil
            }
            let result = try world.upload { $0.asPullRequest = true }
            #expect(result.pullRequest == "http://x/pr/1" && world.fake.now.pullRequests == 1 && world.fake.now.files.isEmpty)
            #expect(world.conversation.contains("POST \(Self.api)/preupload/main?create_pr=1"))
            #expect(world.conversation.last == "POST \(Self.api)/commit/main?create_pr=1")
            let batch = try #require(world.fake.hub.requests.first { $0.path.hasSuffix("/batch") })
            #expect(batch.lines.first?["ref"] == nil)
        }
    }

    @Test func `to the token's own account where none is named`() throws {
        try withUpload { world in
            let upload = try HubUpload(folder: world.folder.path, to: RepositoryName(.model, "saes"), as: "topk/sae")
            #expect(try world.hub().upload(UploadPlan(upload)).repository == "org/saes")
            #expect(world.fake.hub.requests.first?.target == "/api/whoami-v2" && world.hasAll)
        }
    }
}
