import Failures
import Foundation
import Hub
import Synchronization
import TestSupport

/// An SAE's folder, and a Hub that takes it.
struct UploadWorld {
    let fake: UploadHub
    let folder: URL
    let said: HubWorld.Said

    static let weights = (0..<300_000).map { UInt8($0 * 7 % 251) }
    static let sparsity = (0..<1_000).map { UInt8($0 * 3 % 253) }

    /// What the folder holds, by name.
    static let files: [(name: String, bytes: [UInt8])] = [
        ("cfg.json", Array("{\"architecture\": \"topk\", \"k\": 8}\n".utf8)), ("empty.txt", []),
        ("sae_weights.safetensors", weights), ("sparsity.safetensors", sparsity),
    ]

    func environment(_ more: [String: String] = [:]) throws -> HubEnvironment {
        try HubEnvironment(
            ["HF_ENDPOINT": fake.hub.address, "HF_HUB_CACHE": "/nonexistent", "HF_TOKEN": FakeHub.secret].merging(more) { $1 },
            home: "/nonexistent")
    }

    func hub(_ more: [String: String] = [:], goesOn: @escaping @Sendable () -> Bool = { true }) throws -> Hub {
        let said = said
        return Hub(environment: try environment(more), HubWorld.settings, progress: { said.add($0) }, goesOn: goesOn)
    }

    func request(_ change: (inout HubUpload) -> Void = { _ in }) throws -> HubUpload {
        var upload = try HubUpload(folder: folder.path, to: RepositoryName(.model, UploadHub.id), as: "topk/sae")
        change(&upload)
        return upload
    }

    @discardableResult
    func upload(_ change: (inout HubUpload) -> Void = { _ in }) throws -> UploadResult {
        try hub().upload(UploadPlan(request(change)))
    }

    /// "POST /api/…" of both servers, without the list of files.
    var conversation: [String] {
        fake.hub.requests.filter { $0.method != "GET" }.map { "\($0.method) \($0.target)" }
    }

    /// Whether the repository has all of the folder, byte for byte.
    var hasAll: Bool {
        let now = fake.now
        return UploadWorld.files.allSatisfy { name, bytes in
            let name = now.files["topk/sae/\(name)"]
            let file = FakeHub.File("", bytes, isLarge: true)
            return name == file.gitID || (name == file.sha256 && now.stored[file.sha256] == bytes)
        }
    }
}

/// Runs a test with an SAE's folder and a Hub.
func withUpload<R>(_ state: UploadHub.State = UploadHub.State(), _ body: (UploadWorld) throws -> R) throws -> R {
    try withTemporaryFolder { folder in
        let folder = folder.appending(path: "sae")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, bytes) in UploadWorld.files { try Data(bytes).write(to: folder.appending(path: name)) }
        try Data("left over".utf8).write(to: folder.appending(path: ".cfg.json.part"))
        let fake = try UploadHub(state)
        defer { fake.stop() }
        return try body(UploadWorld(fake: fake, folder: folder, said: HubWorld.Said()))
    }
}
