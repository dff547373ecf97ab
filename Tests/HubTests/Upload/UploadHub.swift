import Foundation
import Hashing
import Hub
import Synchronization
import TestSupport

/// A Hub on the loopback that takes uploads, and a second server that is its storage of large files.
final class UploadHub: Sendable {
    /// What the Hub has.
    struct State: Sendable {
        /// nil: there is no such repository yet.
        var head: String?
        var isPrivate = false
        /// By path: Git's name, or SHA-256 where it is large.
        var files: [String: String] = [:]
        /// What each regular file holds.
        var contents: [String: [UInt8]] = [:]
        /// By SHA-256.
        var stored: [String: [UInt8]] = [:]
        var parts: [String: [Int: [UInt8]]] = [:]
        var pullRequests = 0
        /// Bytes of a part; nil: files are sent whole.
        var chunk: Int?
        var ignored: Set<String> = []
    }

    static let id = "org/saes"

    let hub: ScriptedServer
    let storage: ScriptedServer
    private let state: Mutex<State>
    private let special = Mutex<@Sendable (ScriptedServer.Request, _ isStorage: Bool) -> ScriptedServer.Reply?>({ _, _ in nil })

    /// Changes answers on their way out.
    private let alteration = Mutex<@Sendable (ScriptedServer.Reply, ScriptedServer.Request) -> ScriptedServer.Reply>({ reply, _ in reply })

    init(_ state: State = State()) throws {
        self.state = Mutex(state)
        hub = try ScriptedServer()
        storage = try ScriptedServer()
        hub.answer { [weak self] request in
            guard let self else { return .init(500) }
            let reply = special.withLock { $0 }(request, false) ?? answer(request)
            return alteration.withLock { $0 }(reply, request)
        }
        storage.answer { [weak self] request in
            guard let self else { return .init(500) }
            return special.withLock { $0 }(request, true) ?? store(request)
        }
    }

    var now: State { state.withLock { $0 } }
    func change(_ body: @Sendable (inout State) -> Void) { state.withLock { body(&$0) } }

    /// Answers some requests otherwise; nil: as usual.
    func instead(_ special: @escaping @Sendable (ScriptedServer.Request, _ isStorage: Bool) -> ScriptedServer.Reply?) {
        self.special.withLock { $0 = special }
    }

    /// Changes the Hub's answers on their way out.
    func altering(_ alteration: @escaping @Sendable (ScriptedServer.Reply, ScriptedServer.Request) -> ScriptedServer.Reply) {
        self.alteration.withLock { $0 = alteration }
    }

    func stop() {
        hub.stop()
        storage.stop()
    }

    deinit { stop() }

    private func answer(_ request: ScriptedServer.Request) -> ScriptedServer.Reply {
        state.withLock { state in
            let body = (try? JSONSerialization.jsonObject(with: Data(request.body))) as? [String: Any] ?? [:]
            let api = "/api/models/\(UploadHub.id)"
            switch (request.method, request.path) {
            case ("GET", "/api/whoami-v2"): return .init(json: #"{"type":"user","name":"org"}"#)
            case ("POST", "/api/repos/create"):
                guard state.head == nil else { return .init(409, [], json: #"{"error":"You already created this model repo"}"#) }
                state.head = String(repeating: "a", count: 40)
                state.isPrivate = body["visibility"] as? String == "private"
                return .init(json: #"{"url":"https://huggingface.co/org/saes","name":"org/saes"}"#)
            case _ where state.head == nil: return FakeHub.refusal(404, "RepoNotFound", "Repository not found")
            case ("GET", "\(api)/revision/main"): return .init(json: UploadHub.listing(state))
            case ("POST", "\(api)/preupload/main"): return .init(json: UploadHub.modes(body, state))
            case ("POST", "/\(UploadHub.id).git/info/lfs/objects/batch"):
                return .init(json: UploadHub.batch(body, state, hub.address, storage.address))
            case ("POST", "/verify"):
                let isThere = state.stored[body["oid"] as? String ?? ""]?.count == body["size"] as? Int
                return isThere ? .init(200) : .init(422, [], json: #"{"error":"no such object"}"#)
            case ("POST", "/complete"): return UploadHub.complete(body, &state)
            case ("POST", "\(api)/commit/main"): return UploadHub.commit(request, &state)
            default: return .init(404)
            }
        }
    }

    private func store(_ request: ScriptedServer.Request) -> ScriptedServer.Reply {
        state.withLock { state in
            let words = request.path.split(separator: "/").map(String.init)
            guard request.method == "PUT", let digest = words.first else { return .init(404) }
            if words.count == 2, let number = Int(words[1]) {
                state.parts[digest, default: [:]][number] = request.body
                return .init(200, [("ETag", "\"part-\(number)\"")])
            }
            guard SHA256.hexadecimal(SHA256.hash(data: Data(request.body))) == digest else { return .init(400) }
            state.stored[digest] = request.body
            return .init(200)
        }
    }

    private static func text(_ value: Any) -> String {
        String(decoding: (try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])) ?? Data(), as: UTF8.self)
    }

    private static func listing(_ state: State) -> String {
        let files = state.files.sorted { $0.key < $1.key }.map { path, name -> [String: Any] in
            name.count == 64 ? ["rfilename": path, "lfs": ["sha256": name, "size": 1]] : ["rfilename": path, "blobId": name]
        }
        return text(["sha": state.head ?? "", "private": state.isPrivate, "siblings": files])
    }

    private static func modes(_ body: [String: Any], _ state: State) -> String {
        let files = (body["files"] as? [[String: Any]] ?? []).map { file -> [String: Any] in
            let path = file["path"] as? String ?? ""
            var answer: [String: Any] = [
                "path": path, "uploadMode": path.hasSuffix(".safetensors") ? "lfs" : "regular",
                "shouldIgnore": state.ignored.contains(path),
            ]
            answer["oid"] = state.files[path]
            return answer
        }
        return text(["files": files])
    }

    private static func batch(_ body: [String: Any], _ state: State, _ hub: String, _ storage: String) -> String {
        let objects = (body["objects"] as? [[String: Any]] ?? []).map { object -> [String: Any] in
            let digest = object["oid"] as? String ?? "", size = object["size"] as? Int ?? 0
            if state.stored[digest] != nil { return ["oid": digest, "size": size] }
            var header: [String: Any] = [:]
            if let chunk = state.chunk {
                header["chunk_size"] = "\(chunk)"
                for number in 1...max(1, (size + chunk - 1) / chunk) {
                    header[String(format: "%05d", number)] = "\(storage)/\(digest)/\(number)?signature=x"
                }
            } else {
                header["x-storage"] = "yes"
            }
            let place = state.chunk == nil ? "\(storage)/\(digest)?signature=x" : "\(hub)/complete"
            return [
                "oid": digest, "size": size, "authenticated": true,
                "actions": ["upload": ["href": place, "header": header], "verify": ["href": "\(hub)/verify", "header": [:]]],
            ]
        }
        return text(["transfer": state.chunk == nil ? "basic" : "multipart", "objects": objects])
    }

    private static func complete(_ body: [String: Any], _ state: inout State) -> ScriptedServer.Reply {
        let digest = body["oid"] as? String ?? ""
        let parts = body["parts"] as? [[String: Any]] ?? []
        let kept = state.parts[digest] ?? [:]
        let isRight = parts.enumerated().allSatisfy { index, part in
            part["partNumber"] as? Int == index + 1 && part["etag"] as? String == "\"part-\(index + 1)\""
        }
        let bytes = (1...max(1, parts.count)).flatMap { kept[$0] ?? [] }
        guard isRight, SHA256.hexadecimal(SHA256.hash(data: Data(bytes))) == digest else { return .init(400) }
        state.stored[digest] = bytes
        return .init(json: "{}")
    }

    private static func commit(_ request: ScriptedServer.Request, _ state: inout State) -> ScriptedServer.Reply {
        let lines = request.lines
        guard lines.first?["key"] as? String == "header", let header = lines.first?["value"] as? [String: Any] else { return .init(400) }
        if let parent = header["parentCommit"] as? String, parent != state.head {
            return .init(412, [], json: #"{"error":"A commit has happened since. Please refresh and try again."}"#)
        }
        if request.target.hasSuffix("?create_pr=1") {
            state.pullRequests += 1
            return .init(json: #"{"commitUrl":"http://x/c","commitOid":"\#(String(repeating: "d", count: 40))","pullRequestUrl":"http://x/pr/1"}"#)
        }
        var files = state.files
        for line in lines.dropFirst() {
            guard let value = line["value"] as? [String: Any], let path = value["path"] as? String else { return .init(400) }
            if line["key"] as? String == "lfsFile", let digest = value["oid"] as? String, state.stored[digest]?.count == value["size"] as? Int {
                files[path] = digest
            } else if line["key"] as? String == "file", let bytes = Data(base64Encoded: value["content"] as? String ?? "!") {
                files[path] = FakeHub.File(path, Array(bytes)).gitID
                state.contents[path] = Array(bytes)
            } else {
                return .init(400)
            }
        }
        state.files = files
        let head = SHA256.hexadecimal(SHA256.hash(data: Data(request.body))).prefix(40)
        state.head = String(head)
        return .init(json: #"{"success":true,"commitOid":"\#(head)","commitUrl":"http://x/org/saes/commit/\#(head)","hookOutput":""}"#)
    }
}

extension ScriptedServer.Request {
    /// A body of one line of JSON after the other.
    var lines: [[String: Any]] {
        body.split(separator: 10).map { ((try? JSONSerialization.jsonObject(with: Data($0))) as? [String: Any]) ?? [:] }
    }
}
