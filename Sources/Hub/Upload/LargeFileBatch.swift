import Failures
import Files

/// Asks where large files go (Git LFS' batch API).
struct LargeFileBatch {
    let client: HubClient
    let repository: RepositoryName
    let asPullRequest: Bool

    /// What is to be done with a file; nil parts: it is there already.
    struct Action {
        var upload: Step?
        var verify: Step?
    }

    struct Step {
        var address: String
        var headers: [(name: String, value: String)]
    }

    private struct Question: Encodable {
        struct Object: Encodable, Hashable {
            var oid: String
            var size: Int
        }
        struct Reference: Encodable { var name: String }
        var operation = "upload"
        var transfers = ["basic", "multipart"]
        var objects: [Object]
        var hash_algo = "sha256"
        var ref: Reference?
    }

    static let type = "application/vnd.git-lfs+json"
    private static let most = 256

    /// By SHA-256. Throws as `HubClient.send`, `.failed` for a file that the Hub does not want, `.badData` for an answer
    /// that makes no sense.
    func actions(_ files: [(digest: String, size: Int)]) throws -> [String: Action] {
        var actions: [String: Action] = [:]
        for start in stride(from: 0, to: files.count, by: LargeFileBatch.most) {
            try ask(Array(files[start..<min(start + LargeFileBatch.most, files.count)]), &actions)
        }
        return actions
    }

    private func ask(_ files: [(digest: String, size: Int)], _ actions: inout [String: Action]) throws {
        let subject = HubSubject("the upload", of: repository)
        let question = Question(
            objects: files.map { Question.Object(oid: $0.digest, size: $0.size) },
            // Whoever proposes a change need not be allowed to write to the branch.
            ref: asPullRequest ? nil : Question.Reference(name: repository.revisionOrMain))
        let address = "\(client.environment.page(of: repository)).git/info/lfs/objects/batch"
        let request = try HTTPRequest.json(
            "POST", address, question, type: LargeFileBatch.type, headers: [("Accept", LargeFileBatch.type)])
        let response = try client.send(request, about: subject, accepting: UploadRefusal.statuses)
        try UploadRefusal.require(response, subject, client.environment)
        guard let objects = try JSONFile.value(response.body, at: address)["objects"]?.array else {
            throw UploadRefusal.malformed("has no list of files", subject)
        }
        for object in objects {
            guard let digest = object["oid"]?.string else { throw UploadRefusal.malformed("names no file", subject) }
            if let error = object["error"], !error.isNull {
                throw Failure(
                    .failed, "the upload: the Hub does not take a file: \((error["message"]?.string ?? "it does not say why").quoted)",
                    at: subject.name)
            }
            let steps = object["actions"].flatMap { $0.isNull ? nil : $0 }
            actions[digest] = Action(upload: try step(steps?["upload"], subject), verify: try step(steps?["verify"], subject))
        }
        guard files.allSatisfy({ actions[$0.digest] != nil }) else {
            throw UploadRefusal.malformed("leaves out a file", subject)
        }
    }

    private func step(_ value: JSONValue?, _ subject: HubSubject) throws(Failure) -> Step? {
        guard let value, !value.isNull else { return nil }
        guard let address = value["href"]?.string.map(ours), let target = WebOrigin(address), WebAddress.isEncoded(address),
            // Nobody else may read along.
            target.scheme == "https" || client.environment.endpoint.hasPrefix("http:")
        else { throw UploadRefusal.malformed("names no address to send to", subject) }
        var headers: [(name: String, value: String)] = []
        for (key, value) in value["header"]?.members ?? [] {
            guard let text = value.string ?? value.int.map(String.init) else {
                throw UploadRefusal.malformed("has a header that is no text", subject)
            }
            headers.append((String(decoding: key, as: UTF8.self), text))
        }
        return Step(address: address, headers: headers)
    }

    /// A mirror of the Hub may name the Hub itself.
    private func ours(_ address: String) -> String {
        let hub = "https://huggingface.co/"
        return address.hasPrefix(hub) ? "\(client.environment.endpoint)/\(address.dropFirst(hub.count))" : address
    }
}
