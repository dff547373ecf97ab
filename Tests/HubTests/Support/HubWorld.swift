import Failures
import Files
import Foundation
import Hub
import Synchronization
import TestSupport

/// A fake Hub, a cache of its own, and what was said meanwhile.
struct HubWorld {
    let fake: FakeHub
    let cache: URL
    let said: Said

    final class Said: Sendable {
        private let events = Mutex<[HubEvent]>([])
        func add(_ event: HubEvent) { events.withLock { $0.append(event) } }
        var notes: [String] {
            events.withLock { $0 }.compactMap { if case .note(let text) = $0 { text } else { nil } }
        }
        var progress: [HubProgress] {
            events.withLock { $0 }.compactMap { if case .progress(let progress) = $0 { progress } else { nil } }
        }
    }

    /// Patience for tests: none.
    static var settings: HTTPSettings {
        var settings = HTTPSettings()
        settings.firstPause = 0.002
        // Enough for a machine that is busy; a test of silence sets its own.
        settings.slowestSeconds = 120
        settings.ignoresProxies = true
        return settings
    }

    func environment(_ more: [String: String] = [:]) throws -> HubEnvironment {
        try HubEnvironment(
            ["HF_ENDPOINT": fake.hub.address, "HF_HUB_CACHE": cache.path, "HF_TOKEN": FakeHub.secret]
                .merging(more) { $1 }, home: "/nonexistent")
    }

    func hub(
        _ more: [String: String] = [:], _ transfer: TransferSettings = TransferSettings(),
        _ settings: HTTPSettings = HubWorld.settings, goesOn: @escaping @Sendable () -> Bool = { true }
    ) throws -> Hub {
        let said = said
        return Hub(environment: try environment(more), settings, transfer, progress: { said.add($0) }, goesOn: goesOn)
    }

    /// `models--org--name`.
    var folder: URL { cache.appending(path: "\(fake.kind)s--\(fake.id.replacing("/", with: "--"))") }

    var repository: RepositoryName { get throws { try RepositoryName(fake.kind, fake.id) } }

    /// Names of what the blobs' folder has.
    var blobs: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "blobs").path))?.sorted() ?? [] }
}

/// Runs a test with a Hub that has these files, and stops it afterwards.
func withHub<R>(
    _ files: [FakeHub.File], id: String = "org/name", kind: RepositoryKind = .model, card: String = "null",
    _ body: (HubWorld) throws -> R
) throws -> R {
    try withTemporaryFolder { folder in
        let fake = try FakeHub(files, id: id, kind: kind, card: card)
        defer { fake.stop() }
        return try body(HubWorld(fake: fake, cache: folder.appending(path: "hub"), said: HubWorld.Said()))
    }
}

/// Bytes without a pattern that a mix-up of ranges could hide behind.
func noise(_ count: Int, _ seed: UInt64 = 1) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<count).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return UInt8(truncatingIfNeeded: state >> 32)
    }
}
