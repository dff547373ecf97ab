import Failures
import Files
import Foundation
import Hub
import Synchronization
import TestSupport
import Testing

@Suite struct RangeTests {
    static let files = [FakeHub.File("model.safetensors", noise(1_000_000, 5), isLarge: true)]

    static var small: TransferSettings {
        var settings = TransferSettings()
        settings.rangeBytes = 64_000
        settings.rangesFrom = 200_000
        return settings
    }

    @Test func `a large file comes in ranges, several at once, in order`() throws {
        try withHub(Self.files) { world in
            let path = try world.hub([:], Self.small).file(try world.repository, "model.safetensors")
            #expect(try Data(contentsOf: URL(filePath: path)) == Data(Self.files[0].bytes))
            let ranges = Set(world.fake.store.requests.map { $0.headers["range"] ?? "" })
            #expect(ranges.count == 16 && ranges.contains("bytes=0-63999") && ranges.contains("bytes=960000-999999"))
            #expect(world.said.progress.last?.done == 1_000_000)
        }
    }

    @Test func `ranges that break, and an address that expires among them, end in the same bytes`() throws {
        try withHub(Self.files) { world in
            world.fake.instead { request, isStore in
                guard isStore else { return nil }
                if request.number % 5 == 3 { return .init(403) }
                if request.number % 3 == 1 {
                    var reply = FakeHub.bytes(of: Self.files[0], request, [])
                    reply.cutAfter = 30_000
                    return reply
                }
                return nil
            }
            let path = try world.hub([:], Self.small).file(try world.repository, "model.safetensors")
            #expect(try Data(contentsOf: URL(filePath: path)) == Data(Self.files[0].bytes))
        }
    }

    @Test func `a server that knows no ranges sends one stream`() throws {
        try withHub(Self.files) { world in
            world.fake.instead { _, isStore in isStore ? .init(200, [], Self.files[0].bytes) : nil }
            let path = try world.hub([:], Self.small).file(try world.repository, "model.safetensors")
            #expect(try Data(contentsOf: URL(filePath: path)) == Data(Self.files[0].bytes))
        }
    }

    @Test func `a range of other bytes is no range`() throws {
        try withHub(Self.files) { world in
            world.fake.instead { request, isStore in
                guard isStore else { return nil }
                return .init(206, [("Content-Range", "bytes 5-64004/1000000")], noise(64_000))
            }
            let wrong = try failure { try world.hub([:], Self.small).file(try world.repository, "model.safetensors") }
            #expect(wrong?.kind == .io, "\(wrong?.description ?? "")")
        }
    }

    @Test func `a person who stops it keeps a beginning without holes, and goes on there`() throws {
        for isInRanges in [true, false] {
            try withHub(Self.files) { world in
                let stop = Mutex(false)
                world.fake.instead { request, isStore in
                    guard isStore, request.number < 9 else { return nil }
                    if request.number == 8 { stop.withLock { $0 = true } }
                    var reply = FakeHub.bytes(of: Self.files[0], request, [])
                    if !isInRanges {
                        stop.withLock { $0 = true }
                        reply.body = Array(reply.body.prefix(300_000))
                        reply.length = 1_000_000
                    }
                    reply.hangs = request.number == 8 || !isInRanges
                    return reply
                }
                let transfer = isInRanges ? Self.small : TransferSettings()
                let stopped = try failure {
                    try world.hub([:], transfer, goesOn: { !stop.withLock { $0 } }).file(try world.repository, "model.safetensors")
                }
                #expect(stopped?.kind == .failed && stopped?.what.contains("stopped") == true, "\(stopped?.description ?? "")")
                let name = try #require(world.blobs.first)
                #expect(world.blobs.count == 1 && name.hasSuffix(".incomplete"))
                let left = try Data(contentsOf: world.folder.appending(path: "blobs/\(name)"))
                #expect(left.count < 1_000_000 && left == Data(Self.files[0].bytes.prefix(left.count)))
                #expect(!FileManager.default.fileExists(atPath: world.folder.appending(path: "refs/main").path))
                world.fake.instead { _, _ in nil }
                let path = try world.hub([:], transfer).file(try world.repository, "model.safetensors")
                #expect(try Data(contentsOf: URL(filePath: path)) == Data(Self.files[0].bytes))
                #expect(world.blobs == [Self.files[0].sha256])
            }
        }
    }

    @Test(arguments: [true, false]) func `a disk that is full leaves nothing that passes for whole`(isInRanges: Bool) throws {
        try withHub(Self.files) { world in
            let hub = try world.hub([:], isInRanges ? Self.small : TransferSettings())
            let full = try WriteCalls.$current.withValue(.fullDisk(after: 500_000)) {
                try failure { try hub.file(try world.repository, "model.safetensors") }
            }
            #expect(full?.kind == .io && full?.what.contains("No space") == true, "\(full?.description ?? "")")
            #expect(world.blobs.count == 1 && world.blobs[0].hasSuffix(".incomplete"))
            #expect(!FileManager.default.fileExists(atPath: world.folder.appending(path: "snapshots").path))
            let path = try hub.file(try world.repository, "model.safetensors")
            #expect(try Data(contentsOf: URL(filePath: path)) == Data(Self.files[0].bytes))
        }
    }

    @Test func `a limit on file sizes leaves nothing that passes for whole`() throws {
        try withHub(Self.files) { world in
            // What the system answers beyond `ulimit -f`, where its signal is ignored.
            let written = Mutex(0)
            var calls = WriteCalls()
            calls.write = { descriptor, start, count in
                if written.withLock({ $0 }) + count > 400_000 {
                    errno = EFBIG
                    return -1
                }
                written.withLock { $0 += count }
                return Foundation.write(descriptor, start, count)
            }
            let hub = try world.hub()
            let limited = try WriteCalls.$current.withValue(calls) {
                try failure { try hub.file(try world.repository, "model.safetensors") }
            }
            #expect(limited?.kind == .io && limited?.remedy?.contains("ulimit") == true, "\(limited?.description ?? "")")
            #expect(world.blobs.count == 1 && world.blobs[0].hasSuffix(".incomplete"))
            #expect(!FileManager.default.fileExists(atPath: world.folder.appending(path: "refs").path))
        }
    }

    @Test func `a file that no disk could take is refused before it is fetched`() throws {
        try withHub(Self.files) { world in
            world.fake.instead { request, isStore in
                if request.path.contains("/revision/") {
                    return .init(json: #"{"sha":"\#(FakeHub.commit)","siblings":[{"rfilename":"model.safetensors"}]}"#)
                }
                guard !isStore, request.method == "HEAD" else { return nil }
                return .init(302, [
                    ("Location", "\(world.fake.store.address)/x"), ("X-Linked-Etag", "\"\(Self.files[0].sha256)\""),
                    ("X-Linked-Size", "\(Int.max)"), ("X-Repo-Commit", FakeHub.commit),
                ])
            }
            let wrong = try failure { try world.hub().file(try world.repository, "model.safetensors") }
            #expect(wrong?.kind == .io && wrong?.what.contains("free") == true, "\(wrong?.description ?? "")")
            #expect(world.fake.store.requests.isEmpty && world.blobs.isEmpty)
        }
    }

    @Test func `of two who want a file at once one fetches it, and the other waits and finds it`() throws {
        try withHub(Self.files) { world in
            let hubs = [try world.hub(), try world.hub(), try world.hub()]
            let repository = try world.repository
            let paths = Mutex<[String]>([])
            DispatchQueue.concurrentPerform(iterations: 3) { number in
                if let path = try? hubs[number].file(repository, "model.safetensors") { paths.withLock { $0.append(path) } }
            }
            #expect(paths.withLock { $0.count } == 3 && Set(paths.withLock { $0 }).count == 1)
            #expect(world.fake.store.requests.count == 1)
            #expect(world.blobs == [Self.files[0].sha256])
        }
    }

    @Test func `who waits for another process says so, and may be stopped`() throws {
        try withHub(Self.files) { world in
            let lock = world.cache.appending(path: ".locks/models--org--name/\(Self.files[0].sha256).lock")
            try FileManager.default.createDirectory(at: lock.deletingLastPathComponent(), withIntermediateDirectories: true)
            let descriptor = open(lock.path, O_RDWR | O_CREAT, 0o600)
            defer { close(descriptor) }
            #expect(flock(descriptor, LOCK_EX) == 0)
            let said = world.said
            let stopped = try failure {
                try world.hub(goesOn: { said.notes.isEmpty }).file(try world.repository, "model.safetensors")
            }
            #expect(stopped?.kind == .failed)
            #expect(said.notes.contains { $0.contains("another process") })
            #expect(world.fake.store.requests.isEmpty)
        }
    }
}
