import Failures
import Files
import Foundation
import Hub
import TestSupport
import Testing

/// Answers with bytes changed at random: whatever comes, the room ends in a sentence or in the right file.
@Suite struct MutationTests {
    /// `ORTHOSAE_MUTATIONS` sets how many; each is a download of its own.
    private static let count = ProcessInfo.processInfo.environment["ORTHOSAE_MUTATIONS"].flatMap { Int($0) } ?? 200

    private struct Dice: Sendable {
        var state: UInt64
        mutating func roll(_ sides: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(truncatingIfNeeded: (state >> 16) % UInt64(max(1, sides)))
        }
    }

    /// A few bytes set, left out, doubled, or cut off.
    private static func mutated(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var bytes = bytes
        for _ in 0...dice.roll(4) where !bytes.isEmpty {
            let at = dice.roll(bytes.count)
            switch dice.roll(5) {
            case 0: bytes[at] = UInt8(dice.roll(256))
            case 1: bytes.remove(at: at)
            case 2: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + dice.roll(40))], at: at)
            case 3: bytes.removeSubrange(at...)
            default: bytes.replaceSubrange(at..<min(bytes.count, at + 3), with: Array("../".utf8.prefix(bytes.count - at)))
            }
        }
        return bytes
    }

    /// What is read without a server: a hundred times as many.
    @Test func `mutated lists, headers and names are read or refused`() throws {
        let files = [FakeHub.File("config.json", "{}"), FakeHub.File("a/w.safetensors", noise(30), isLarge: true)]
        let state = Array(#"{"sha":"\#(FakeHub.commit)","siblings":[\#(FakeHub.siblings(files))],"cardData":{"configs":[]}}"#.utf8)
        let page = Array(#"[{"type":"file","path":"a","size":5,"oid":"\#(files[0].gitID)","lfs":{"oid":"x","size":7}},{"type":"directory","path":"b"}]"#.utf8)
        let texts = [
            "bytes 100-199/5000", "<https://h/api/x?cursor=1>; rel=\"next\", <https://h/y>; rel=\"prev\"", "https://h:80/a/b?c",
            "hf:datasets/org/name/a/b@refs/pr/1", "https://huggingface.co/org/name/tree/main/a", "{a,b}/**/[!x-z]*.par?uet", "\"abc\"",
        ].map { Array($0.utf8) }
        let repository = try RepositoryName(.model, "org/name")
        var dice = Dice(state: 7)
        var kept = 0
        for number in 0..<(Self.count * 100) {
            let bytes = Self.mutated(number % 3 == 0 ? state : number % 3 == 1 ? page : texts[number / 3 % texts.count], &dice)
            let parser = ListingParser(repository)
            var found: [RepositoryFile] = []
            do { found = try number % 3 == 0 ? parser.state(bytes, from: "x").files ?? [] : parser.page(bytes, from: "x") } catch {
                #expect(error.kind == .badData)
            }
            if found.contains(where: { !RepositoryPath.isSafe($0.path) || ($0.size ?? 0) < 0 }) { Issue.record("mutation \(number)") }
            kept += found.count
            guard number % 3 == 2 else { continue }
            let text = String(decoding: bytes, as: UTF8.self)
            if let range = ContentRange(text), let first = range.first, first < 0 || first > range.last ?? -1 { Issue.record("mutation \(number)") }
            _ = ListingParser.next(text)
            if let next = WebAddress.following(text, from: "https://h/x/y"), WebOrigin(next.address) == nil { Issue.record("mutation \(number)") }
            if let place = (try? HubPlace.parse(text, isFolder: { _ in false })) ?? nil {
                if !place.path.isEmpty, !RepositoryPath.isSafe(place.path) { Issue.record("mutation \(number)") }
            }
            _ = PathPattern(text).matches("a/deep/file.parquet")
        }
        print("\(Self.count * 100) mutated lists, headers and names: \(kept) files read")
        #expect(kept > 0)
    }

    @Test func `mutated answers end in a sentence or in the right bytes`() throws {
        let files = [FakeHub.File("config.json", "{}"), FakeHub.File("a/w.safetensors", noise(3_000), isLarge: true)]
        var settings = HubWorld.settings
        settings.attempts = 2
        settings.firstPause = 0
        settings.longestPause = 0.01
        var outcomes: [String: Int] = [:]
        // Nothing of it has to last: a disk that is flushed for each would take most of the time.
        var calls = WriteCalls()
        calls.synchronize = { _ in 0 }
        try WriteCalls.$current.withValue(calls) { try withHub(files) { world in
            for number in 0..<Self.count {
                var first = Dice(state: UInt64(number) &* 0x9E37_79B9_7F4A_7C15 | 1)
                let target = first.roll(4)
                let dice = first
                world.fake.instead { request, isStore in
                    // One kind of answer at a time, told by its own request, so that threads do not matter.
                    let kind = isStore ? 2 : request.path.contains("/revision/") ? 0 : request.method == "HEAD" ? 1 : 3
                    guard kind == target else { return nil }
                    var dice = dice
                    var text = "HTTP/1.1 200 OK\r\n"
                    switch kind {
                    case 0:
                        let body = #"{"sha":"\#(FakeHub.commit)","siblings":[\#(FakeHub.siblings(files))],"cardData":null}"#
                        let changed = Self.mutated(Array(body.utf8), &dice)
                        return .init(200, [], changed)
                    case 1:
                        let file = files[request.path.hasSuffix("/config.json") ? 0 : 1]
                        text = "HTTP/1.1 302 Found\r\nLocation: \(world.fake.store.address)/\(file.sha256)?x=1\r\nETag: \"\(file.etag)\"\r\n"
                        text += "X-Linked-Size: \(file.bytes.count)\r\nX-Repo-Commit: \(FakeHub.commit)\r\nContent-Length: 0\r\n\r\n"
                    default:
                        let file = files[isStore ? 1 : 0]
                        text = "HTTP/1.1 206 OK\r\nContent-Range: bytes 0-\(file.bytes.count - 1)/\(file.bytes.count)\r\nContent-Length: \(file.bytes.count)\r\n\r\n"
                        text += String(decoding: file.bytes.prefix(50), as: UTF8.self)
                    }
                    var reply = ScriptedServer.Reply()
                    reply.raw = Self.mutated(Array(text.utf8), &dice)
                    return reply
                }
                let hub = try world.hub([:], TransferSettings(), settings)
                for path in ["config.json", "a/w.safetensors"] {
                    do {
                        let place = try hub.file(try world.repository, path)
                        let right = try #require(files.first { $0.path == path })
                        #expect(try Data(contentsOf: URL(filePath: place)) == Data(right.bytes), "mutation \(number)")
                        outcomes["right", default: 0] += 1
                    } catch let failure as Failure {
                        outcomes["\(failure.kind)", default: 0] += 1
                    }
                }
                let above = try FileManager.default.contentsOfDirectory(atPath: world.cache.deletingLastPathComponent().path)
                #expect(Set(above).isSubset(of: ["hub"]), "mutation \(number)")
                try? FileManager.default.removeItem(at: world.cache)
            }
        } }
        print("\(Self.count) mutated answers:", outcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        #expect(outcomes.count > 2)
    }
}
