import Foundation
import Hashing
import Hub
import Synchronization

/// A Hub on the loopback with one repository, and a second server that has the bytes of large files, as the Hub's content
/// network does.
final class FakeHub: Sendable {
    struct File: Sendable {
        var path: String
        var bytes: [UInt8]
        var isLarge = false

        init(_ path: String, _ bytes: [UInt8], isLarge: Bool = false) {
            self.path = path
            self.bytes = bytes
            self.isLarge = isLarge
        }

        init(_ path: String, _ text: String) { self.init(path, Array(text.utf8)) }

        var sha256: String {
            let hash = SHA256()
            bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
            return SHA256.hexadecimal(hash.finalize())
        }

        var gitID: String {
            let hash = SHA1.gitBlob(count: bytes.count)
            bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
            return SHA256.hexadecimal(hash.finalize())
        }

        var etag: String { isLarge ? sha256 : gitID }
    }

    static let commit = "0123456789abcdef0123456789abcdef01234567"
    static let secret = "hf_verysecrettoken"

    let hub: ScriptedServer
    let store: ScriptedServer
    let files: [File]
    let id: String
    let kind: RepositoryKind
    /// Asked first, before the usual answers, of either server.
    private let special = Mutex(Special(run: { _, _ in nil }))
    private struct Special { var run: @Sendable (ScriptedServer.Request, _ isStore: Bool) -> ScriptedServer.Reply? }

    init(_ files: [File], id: String = "org/name", kind: RepositoryKind = .model, card: String = "null") throws {
        self.files = files
        self.id = id
        self.kind = kind
        hub = try ScriptedServer()
        store = try ScriptedServer()
        let list = FakeHub.siblings(files)
        let (prefix, page) = ("/api/\(kind)s/\(id)", kind == .model ? "/\(id)" : "/datasets/\(id)")
        let storeAddress = store.address
        hub.answer { [weak self] request in
            if let reply = self?.special.withLock({ $0 }).run(request, false) { return reply }
            if request.path.hasPrefix("\(prefix)/revision/") {
                let revision = request.path.dropFirst("\(prefix)/revision/".count)
                guard revision == "main" || revision == FakeHub.commit else { return FakeHub.refusal(404, "RevisionNotFound") }
                return .init(json: #"{"sha":"\#(FakeHub.commit)","siblings":[\#(list)],"cardData":\#(card)}"#)
            }
            let resolve = "\(page)/resolve/\(FakeHub.commit)/"
            guard request.path.hasPrefix(resolve) else { return FakeHub.refusal(404, "RepoNotFound") }
            let path = request.path.dropFirst(resolve.count).removingPercentEncoding ?? ""
            guard let file = files.first(where: { $0.path == path }) else { return FakeHub.refusal(404, "EntryNotFound") }
            if !file.isLarge {
                return FakeHub.bytes(of: file, request, [("ETag", "\"\(file.gitID)\""), ("X-Repo-Commit", FakeHub.commit)])
            }
            return .init(302, [
                ("Location", "\(storeAddress)/\(file.sha256)?signature=abc"), ("X-Linked-Etag", "\"\(file.sha256)\""),
                ("X-Linked-Size", "\(file.bytes.count)"), ("X-Repo-Commit", FakeHub.commit),
            ])
        }
        store.answer { [weak self] request in
            if let reply = self?.special.withLock({ $0 }).run(request, true) { return reply }
            guard let file = files.first(where: { request.path == "/\($0.sha256)" }) else { return .init(404) }
            return FakeHub.bytes(of: file, request, [])
        }
    }

    /// Answers some requests otherwise; nil: as usual.
    func instead(_ special: @escaping @Sendable (ScriptedServer.Request, _ isStore: Bool) -> ScriptedServer.Reply?) {
        self.special.withLock { $0.run = special }
    }

    func stop() {
        hub.stop()
        store.stop()
    }

    deinit { stop() }

    static func siblings(_ files: [File]) -> String {
        files.map { file in
            let large = file.isLarge ? #","lfs":{"sha256":"\#(file.sha256)","size":\#(file.bytes.count),"pointerSize":130}"# : ""
            return #"{"rfilename":"\#(file.path)","size":\#(file.bytes.count),"blobId":"\#(file.gitID)"\#(large)}"#
        }.joined(separator: ",")
    }

    static func refusal(_ status: Int, _ code: String, _ message: String = "no") -> ScriptedServer.Reply {
        .init(status, [("X-Error-Code", code), ("X-Error-Message", message)])
    }

    /// The whole, or the range that is asked for.
    static func bytes(of file: File, _ request: ScriptedServer.Request, _ headers: [(String, String)]) -> ScriptedServer.Reply {
        guard let range = request.headers["range"]?.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false),
            let start = Int(range[0])
        else { return .init(200, headers, file.bytes) }
        guard start < file.bytes.count else { return .init(416, headers + [("Content-Range", "bytes */\(file.bytes.count)")]) }
        let end = Int(range[1]).map { min($0, file.bytes.count - 1) } ?? file.bytes.count - 1
        return .init(
            206, headers + [("Content-Range", "bytes \(start)-\(end)/\(file.bytes.count)")], Array(file.bytes[start...end]))
    }
}
