import Failures
import Foundation
import Hub
import TestSupport
import Testing

@Suite struct `What would be uploaded` {
    @Test func `is known without a request`() throws {
        try withUpload { world in
            let plan = try UploadPlan(world.request { $0.card = "# card" })
            let rows = plan.files.map { "\($0.path) \($0.size) \($0.isLarge ? "large" : "regular") \($0.isOnlyIfAbsent)" }
            #expect(rows == [
                "topk/sae/cfg.json 33 regular false", "topk/sae/empty.txt 0 regular false",
                "topk/sae/sae_weights.safetensors 300000 large false", "topk/sae/sparsity.safetensors 1000 large false",
                "README.md 6 regular true",
            ])
            #expect(plan.bytes == 301_039)
            #expect(world.fake.hub.requests.isEmpty && world.fake.storage.requests.isEmpty)
        }
    }

    @Test func `is an SAE's folder and nothing else`() throws {
        try withUpload { world in
            try FileManager.default.removeItem(at: world.folder.appending(path: "cfg.json"))
            #expect(try failure { _ = try UploadPlan(world.request()) }?.what.contains("no cfg.json") == true)
            #expect(try UploadPlan(world.request { $0.takesAnyLayout = true }).files.count == 3)
            #expect(try failure { _ = try UploadPlan(world.request { $0.folder += "/none" }) }?.kind == .missingInput)
            let pipe = world.folder.appending(path: "cfg.json").path
            #expect(mkfifo(pipe, 0o600) == 0)
            #expect(try failure { _ = try UploadPlan(world.request()) }?.what.contains("named pipe") == true)
            try FileManager.default.removeItem(atPath: pipe)
            try FileManager.default.createSymbolicLink(atPath: world.folder.appending(path: "loop").path, withDestinationPath: world.folder.path)
            #expect(try failure { _ = try UploadPlan(world.request()) }?.kind == .usage)
        }
    }

    @Test(arguments: ["", "/", "..", "a/../b", "/a", "a/", "a//b", "a\nb", ".git", "a/.git/b", "a\\b", "a@b", String(repeating: "x", count: 256)])
    func `has a name that a repository takes`(id: String) throws {
        let repository = try RepositoryName(.model, "org/saes")
        #expect(try failure { _ = try HubUpload(folder: "/tmp", to: repository, as: id) }?.kind == .usage)
    }

    @Test func `goes to no repository of data, and nowhere without a token`() throws {
        let data = try RepositoryName(.dataset, "org/saes")
        #expect(try failure { _ = try HubUpload(folder: "/tmp", to: data, as: "sae") }?.kind == .usage)
        try withUpload { world in
            let plan = try UploadPlan(world.request())
            let refused = try failure { _ = try world.hub(["HF_TOKEN": ""]).upload(plan) }
            #expect(refused?.kind == .usage && refused?.remedy?.contains("HF_TOKEN") == true)
            let offline = try failure { _ = try world.hub(["HF_HUB_OFFLINE": "1"]).upload(plan) }
            #expect(offline?.what.contains("HF_HUB_OFFLINE") == true)
            let branch = try UploadPlan(
                HubUploadMaker.pullRequest(world.folder.path, RepositoryName(.model, UploadHub.id, revision: "v2")))
            #expect(try failure { _ = try world.hub().upload(branch) }?.what.contains("against main") == true)
            #expect(world.fake.hub.requests.isEmpty)
        }
    }
}

private enum HubUploadMaker {
    static func pullRequest(_ folder: String, _ repository: RepositoryName) throws -> HubUpload {
        var upload = try HubUpload(folder: folder, to: repository, as: "sae")
        upload.asPullRequest = true
        return upload
    }
}
