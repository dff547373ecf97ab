import Failures
import Files
import Foundation
import Hub
import TestSupport
import Testing

@Suite struct CacheTests {
    static let files = [FakeHub.File("config.json", "{}"), FakeHub.File("sae/cfg.json", "{}"), FakeHub.File("sae/sae_weights.safetensors", noise(5_000), isLarge: true)]

    @Test func `offline what is there is found, and what is not is named with the command that fetches it`() throws {
        try withHub(Self.files) { world in
            _ = try world.hub().folder(HubPlace(try world.repository, path: "sae"))
            let before = world.fake.hub.requests.count
            let hub = try world.hub(["HF_HUB_OFFLINE": "1"])
            let folder = try hub.folder(HubPlace(try world.repository, path: "sae"))
            #expect(FileManager.default.fileExists(atPath: "\(folder)/sae_weights.safetensors"))
            let missing = try failure { try hub.file(try world.repository, "config.json") }
            #expect(missing?.kind == .missingInput)
            #expect(missing?.description.contains("hf download org/name config.json") == true, "\(missing?.description ?? "")")
            let near = try failure { try hub.file(try world.repository, "konfig.json") }
            #expect(near?.remedy?.contains("'config.json'") == true)
            let other = try failure { try hub.files(try RepositoryName(.dataset, "org/other", revision: "v1")) }
            #expect(other?.remedy?.contains("hf download org/other --repo-type dataset --revision v1") == true, "\(other?.description ?? "")")
            let commit = try failure { try hub.files(try RepositoryName(.model, "org/name", revision: "f" + FakeHub.commit.dropFirst())) }
            #expect(commit?.kind == .missingInput)
            #expect(world.fake.hub.requests.count == before)
        }
    }

    @Test func `without a connection the cache must do, and that is said`() throws {
        try withHub(Self.files) { world in
            _ = try world.hub().file(try world.repository, "config.json")
            let refusing = try world.hub()
            world.fake.instead { _, _ in .init(503) }
            #expect(try refusing.file(try world.repository, "config.json").hasSuffix("/config.json"))
            #expect(world.said.notes.last?.contains("what the cache has") == true, "\(world.said.notes)")
            world.fake.stop()
            let alone = try world.hub()
            #expect(try alone.file(try world.repository, "config.json").hasSuffix("/config.json"))
            let missing = try failure { try alone.file(try world.repository, "sae/cfg.json") }
            #expect(missing?.description.contains("cannot be reached") == true, "\(missing?.description ?? "")")
        }
    }

    @Test func `a refusal is no lack of a connection`() throws {
        try withHub(Self.files) { world in
            _ = try world.hub().file(try world.repository, "config.json")
            world.fake.instead { _, _ in FakeHub.refusal(403, "GatedRepo") }
            let refused = try failure { try world.hub().file(try world.repository, "config.json") }
            #expect(refused?.what.contains("gated") == true)
        }
    }

    @Test func `a cache that Python filled is read: a snapshot without a list`() throws {
        try withHub(Self.files) { world in
            let snapshot = world.folder.appending(path: "snapshots/\(FakeHub.commit)")
            for path in ["refs", "blobs", "snapshots/\(FakeHub.commit)/deep"] {
                try FileManager.default.createDirectory(at: world.folder.appending(path: path), withIntermediateDirectories: true)
            }
            try Data("x".utf8).write(to: world.folder.appending(path: "blobs/abc"))
            try FileManager.default.createSymbolicLink(atPath: snapshot.appending(path: "deep/a.txt").path, withDestinationPath: "../../../blobs/abc")
            try FileManager.default.createSymbolicLink(atPath: snapshot.appending(path: "gone.txt").path, withDestinationPath: "../../blobs/none")
            try Data(FakeHub.commit.utf8).write(to: world.folder.appending(path: "refs/main"))
            let hub = try world.hub(["HF_HUB_OFFLINE": "1"])
            #expect(try hub.files(try world.repository).files.map(\.path) == ["deep/a.txt"])
            #expect(try hub.file(try world.repository, "deep/a.txt") == snapshot.appending(path: "deep/a.txt").path)
            #expect(try failure { try hub.file(try world.repository, "gone.txt") }?.kind == .missingInput)
        }
    }

    @Test func `a blob of the wrong length is fetched anew`() throws {
        try withHub(Self.files) { world in
            let path = try world.hub().file(try world.repository, "sae/sae_weights.safetensors")
            try Data("short".utf8).write(to: world.folder.appending(path: "blobs/\(Self.files[2].sha256)"))
            #expect(try world.hub().file(try world.repository, "sae/sae_weights.safetensors") == path)
            #expect(try Data(contentsOf: URL(filePath: path)) == Data(Self.files[2].bytes))
        }
    }

    @Test func `a new commit fetches what is new in it, and the branch's word is changed last`() throws {
        try withHub(Self.files) { world in
            _ = try world.hub().folder(HubPlace(try world.repository, path: "sae"))
            let next = "f" + FakeHub.commit.dropFirst()
            let bytes = world.fake.store.requests.count
            let changed = FakeHub.File("sae/cfg.json", "[1]")
            world.fake.instead { request, _ in
                if request.path.contains("/revision/") {
                    return .init(json: #"{"sha":"\#(next)","siblings":[\#(FakeHub.siblings([changed, Self.files[2]]))]}"#)
                }
                if request.path.hasSuffix("/\(next)/sae/cfg.json") {
                    return FakeHub.bytes(of: changed, request, [("ETag", "\"\(changed.gitID)\"")])
                }
                guard request.path.contains("/resolve/\(next)/") else { return nil }
                return .init(200, [("X-Linked-Etag", "\"\(Self.files[2].sha256)\""), ("X-Linked-Size", "5000")])
            }
            let failing = try failure { try world.hub().file(try world.repository, "sae/none") }
            #expect(failing?.kind == .missingInput)
            #expect(try String(contentsOf: world.folder.appending(path: "refs/main"), encoding: .utf8) == FakeHub.commit)
            let folder = try world.hub().folder(HubPlace(try world.repository, path: "sae"))
            #expect(folder.contains(next))
            #expect(try String(contentsOfFile: "\(folder)/cfg.json", encoding: .utf8) == "[1]")
            #expect(try Data(contentsOf: URL(filePath: "\(folder)/sae_weights.safetensors")) == Data(Self.files[2].bytes))
            #expect(world.fake.store.requests.count == bytes)
            #expect(try String(contentsOf: world.folder.appending(path: "refs/main"), encoding: .utf8) == next)
        }
    }

    @Test func `a link to a blob that was removed is made whole again`() throws {
        try withHub(Self.files) { world in
            let path = try world.hub().file(try world.repository, "config.json")
            try FileManager.default.removeItem(at: world.folder.appending(path: "blobs"))
            #expect(try world.hub().file(try world.repository, "config.json") == path)
            #expect(try Data(contentsOf: URL(filePath: path)) == Data("{}".utf8))
        }
    }

    @Test func `without links the files themselves lie in the snapshot`() throws {
        try withHub(Self.files) { world in
            let hub = try world.hub(["HF_HUB_DISABLE_SYMLINKS": "1"])
            let path = try hub.file(try world.repository, "sae/sae_weights.safetensors")
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType == .typeRegular)
            #expect(try Data(contentsOf: URL(filePath: path)) == Data(Self.files[2].bytes))
            #expect(world.blobs.isEmpty)
            let requests = world.fake.store.requests.count
            _ = try world.hub(["HF_HUB_DISABLE_SYMLINKS": "1"]).file(try world.repository, "sae/sae_weights.safetensors")
            #expect(world.fake.store.requests.count == requests)
        }
    }

    @Test func `where no link can be made the file is moved there, or copied`() throws {
        try withHub([]) { world in
            let cache = HubCache(try world.environment())
            let repository = try world.repository
            try FileManager.default.createDirectory(at: world.folder.appending(path: "blobs"), withIntermediateDirectories: true)
            for isNew in [true, false] {
                try Data("bytes".utf8).write(to: world.folder.appending(path: "blobs/abc"))
                try cache.show("abc", as: "deep/\(isNew)", FakeHub.commit, of: repository, isNew: isNew) { _, _ in
                    errno = EPERM
                    return -1
                }
                #expect(world.blobs == (isNew ? [] : ["abc"]))
                let found = try #require(cache.file("deep/\(isNew)", FakeHub.commit, of: repository))
                #expect(found.size == 5)
            }
        }
    }

    @Test func `a cache that cannot be written serves what it has`() throws {
        try withHub(Self.files) { world in
            _ = try world.hub().file(try world.repository, "config.json")
            // Even root cannot make a folder where a file lies.
            let references = world.folder.appending(path: "refs")
            try FileManager.default.removeItem(at: references)
            try Data().write(to: references)
            #expect(try world.hub().file(try world.repository, "config.json").hasSuffix("/config.json"))
            let new = try failure { try world.hub().file(try world.repository, "sae/cfg.json") }
            #expect(new?.kind == .io, "\(new?.description ?? "")")
        }
    }

    @Test func `a list of files is kept as Python keeps it`() throws {
        try withHub(Self.files) { world in
            _ = try world.hub().file(try world.repository, "config.json")
            let tree = try JSONTree(file: world.folder.appending(path: "trees/\(FakeHub.commit).json"))
            #expect(tree["format_version"]?.integer == 1)
            let large = tree["files"]?["sae/sae_weights.safetensors"]
            #expect(large?["size"]?.integer == 5_000 && large?["lfs_sha256"]?.string == Self.files[2].sha256)
            #expect(tree["files"]?["config.json"]?["blob_id"]?.string == Self.files[0].gitID)
        }
    }
}
