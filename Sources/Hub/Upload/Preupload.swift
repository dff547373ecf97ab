import Failures
import Files
import Foundation

/// Asks how each file is wanted: in the commit itself, or as a large file beside it.
struct Preupload {
    let client: HubClient
    let repository: RepositoryName
    let asPullRequest: Bool

    /// What is wanted of a file.
    struct Wish {
        var isLarge: Bool
        /// The repository's own rules (`.gitignore`) leave it out.
        var isIgnored: Bool
        /// What the repository has under this path: SHA-256 of a large file, Git's name of another; nil without.
        var present: String?
    }

    private struct Question: Encodable {
        struct File: Encodable {
            var path: String
            var sample: String
            var size: Int
        }
        var files: [File]
    }

    /// As many as huggingface_hub asks for at once.
    private static let most = 256

    /// By path. Throws as `HubClient.send`, and `.badData` for an answer that leaves a file out.
    func wishes(_ files: [UploadPlan.File]) throws -> [String: Wish] {
        var wishes: [String: Wish] = [:]
        for start in stride(from: 0, to: files.count, by: Preupload.most) {
            try ask(Array(files[start..<min(start + Preupload.most, files.count)]), &wishes)
        }
        return wishes
    }

    private func ask(_ files: [UploadPlan.File], _ wishes: inout [String: Wish]) throws {
        let subject = HubSubject("the upload", of: repository)
        let question = try Question(
            files: files.map { Question.File(path: $0.path, sample: try Preupload.sample($0.content), size: $0.size) })
        let address = "\(client.environment.api(repository))/preupload/\(WebAddress.quoted(repository.revisionOrMain))"
        let request = try HTTPRequest.json("POST", address + (asPullRequest ? "?create_pr=1" : ""), question)
        let response = try client.send(request, about: subject, accepting: UploadRefusal.statuses)
        try UploadRefusal.require(response, subject, client.environment)
        guard let answers = try JSONFile.value(response.body, at: address)["files"]?.array else {
            throw UploadRefusal.malformed("has no list of files", subject)
        }
        for answer in answers {
            guard let path = answer["path"]?.string, let mode = answer["uploadMode"]?.string, mode == "lfs" || mode == "regular" else {
                throw UploadRefusal.malformed("does not say how a file is wanted", subject)
            }
            wishes[path] = Wish(
                isLarge: mode == "lfs", isIgnored: answer["shouldIgnore"]?.bool == true, present: answer["oid"]?.string)
        }
        for file in files {
            guard wishes[file.path] != nil else {
                throw UploadRefusal.malformed("leaves out \(file.path.quoted)", subject)
            }
            // Its storage takes no empty file.
            if file.size == 0 { wishes[file.path]?.isLarge = false }
        }
    }

    /// The first 512 bytes in base64: the Hub looks whether they are text.
    private static func sample(_ content: UploadContent) throws(Failure) -> String {
        let bytes = switch content {
        case .disk(let path): try InputFile(path).read(upTo: 512)
        case .bytes(let bytes): Array(bytes.prefix(512))
        }
        return Data(bytes).base64EncodedString()
    }
}
