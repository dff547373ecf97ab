import Foundation
import Hashing
import Hub
import TestSupport
import Testing

/// What huggingface_hub sends for the same folder (Tools/goldens/exchange/hub/record_upload.py), request by request.
@Suite struct `An upload beside Python's` {
    private struct Sent: Decodable {
        var server: String
        var method: String
        var target: String
        var headers: [String: String]
        var body: Body?
    }

    /// Any JSON, written with sorted keys.
    private struct Body: Decodable {
        var value: Any

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let list = try? container.decode([Body].self) {
                value = list.map(\.value)
            } else if let object = try? container.decode([String: Body].self) {
                value = object.mapValues(\.value)
            } else if let number = try? container.decode(Int.self) {
                value = number
            } else {
                value = try container.decode(String.self)
            }
        }
    }

    private static let card = "---\nlibrary_name: saelens\n---\n# card\n"

    private func recorded(_ name: String) throws -> [String] {
        let data = try Data(contentsOf: Goldens.url("exchange/upload/conversations.json"))
        let all = try JSONDecoder().decode([String: [Sent]].self, from: data)
        // Python asks whether the card's head is good before it asks anything else; here the commit tells.
        return ordered(try #require(all[name]).filter { $0.target != "/api/validate-yaml" }.map { sent in
            line(sent.server, sent.method, sent.target, sent.headers, sent.body?.value)
        })
    }

    private func ours(_ world: UploadWorld) -> [String] {
        let hub = world.fake.hub.requests.filter { $0.method != "GET" }, storage = world.fake.storage.requests
        let sent = [(hub, "HUB"), (storage, "STORAGE")].flatMap { requests, name in
            requests.map { request -> String in
                var body: Any?
                if request.method == "PUT" {
                    body = ["sha256": FakeHub.File("", request.body).sha256, "size": request.body.count]
                } else if !request.body.isEmpty {
                    body = request.path.hasSuffix("/commit/main") ? request.lines : request.lines.first
                }
                return line(name, request.method, request.target, request.headers, body)
            }
        }
        return ordered(sent)
    }

    /// A request as a line. What need not be the same is left out: the words of a list in another order, what Python leaves
    /// to the Hub's defaults, and the token where Python does not send it to the Hub itself.
    private func line(_ server: String, _ method: String, _ target: String, _ headers: [String: String], _ body: Any?) -> String {
        let token = target == "/complete" ? "" : headers["authorization"].map { _ in " token" } ?? ""
        var body = body
        if var object = body as? [String: Any] {
            object["type"] = nil
            for key in ["files", "objects"] {
                if let list = object[key] as? [[String: Any]] { object[key] = list.map(text).sorted() }
            }
            body = object
        } else if var lines = body as? [[String: Any]] {
            if var header = lines.first?["value"] as? [String: Any] {
                header["parentCommit"] = nil
                lines[0]["value"] = header
            }
            body = [text(lines[0])] + lines.dropFirst().map(text).sorted()
        }
        return "\(server) \(method) \(target) \(headers["content-type"] ?? "-")\(token) \(body.map(text) ?? "")"
    }

    private func text(_ value: Any) -> String {
        String(decoding: (try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])) ?? Data(), as: UTF8.self)
    }

    /// The order of files' transfers is Python's threads'; everything else comes in its own. Two servers' requests are
    /// brought into one order by what they are.
    private func ordered(_ lines: [String]) -> [String] {
        let phases = ["/api/repos/create", "/preupload/", "/objects/batch", "STORAGE PUT", "POST /complete", "POST /verify", "/commit/"]
        func phase(_ line: String) -> Int { phases.firstIndex { line.contains($0) } ?? phases.count }
        return lines.sorted { (phase($0), $0) < (phase($1), $1) }
    }

    private func compare(_ name: String, _ state: UploadHub.State, _ change: (inout HubUpload) -> Void = { _ in }) throws {
        try withUpload(state) { world in
            try world.upload {
                ($0.card, $0.explanation) = (Self.card, "words")
                change(&$0)
            }
            let expected = try recorded(name), sent = ours(world)
            #expect(sent.count == expected.count)
            for (ours, python) in zip(sent, expected) { #expect(ours == python) }
            // What must come one after the other does.
            let order = world.fake.hub.requests.map(\.path)
            let commit = try #require(order.firstIndex { $0.contains("/commit/") }), batch = try #require(order.firstIndex { $0.hasSuffix("/batch") })
            #expect(commit == order.count - 1 && order.indices.filter { order[$0] == "/verify" || order[$0] == "/complete" }.allSatisfy { $0 > batch })
        }
    }

    @Test func `asks and sends the same`() throws { try compare("basic", UploadHub.State()) }

    @Test func `of a private repository too`() throws { try compare("private", UploadHub.State()) { $0.isPrivate = true } }

    @Test func `in parts`() throws { try compare("multipart", UploadHub.State(chunk: 100_000)) }

    @Test func `where the storage has a file already`() throws {
        let weights = FakeHub.File("", UploadWorld.weights)
        try compare("present", UploadHub.State(stored: [weights.sha256: weights.bytes]))
    }

    @Test func `as a pull request`() throws { try compare("pull request", UploadHub.State()) { $0.asPullRequest = true } }
}
