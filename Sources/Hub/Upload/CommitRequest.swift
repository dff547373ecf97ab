import Failures
import Files
import Foundation

/// The commit: one line of JSON for what it says, and one for each file.
struct CommitRequest {
    /// A file of the commit.
    enum File {
        /// Its bytes are in the commit.
        case regular(path: String, bytes: [UInt8])
        /// Its bytes are in the Hub's storage, under their SHA-256.
        case large(path: String, digest: String, size: Int)

        var path: String {
            switch self {
            case .regular(let path, _), .large(let path, _, _): path
            }
        }
    }

    private struct Line<Value: Encodable>: Encodable {
        var key: String
        var value: Value
    }

    private struct Header: Encodable {
        var summary: String
        var description: String
        var parentCommit: String?
    }

    private struct Regular: Encodable {
        var path: String
        var content: String
        var encoding = "base64"
    }

    private struct Large: Encodable {
        var path: String
        var algo = "sha256"
        var oid: String
        var size: Int
    }

    let repository: RepositoryName
    let upload: HubUpload
    let files: [File]
    /// The commit that it comes after: where the branch has another by then, it is refused.
    let parent: String

    func request(_ environment: HubEnvironment) throws(Failure) -> HTTPRequest {
        var body = try line("header", Header(summary: upload.message, description: upload.explanation, parentCommit: parent))
        for file in files {
            switch file {
            case .regular(let path, let bytes):
                body += try line("file", Regular(path: path, content: Data(bytes).base64EncodedString()))
            case .large(let path, let digest, let size):
                body += try line("lfsFile", Large(path: path, oid: digest, size: size))
            }
        }
        let address = "\(environment.api(repository))/commit/\(WebAddress.quoted(repository.revisionOrMain))"
        // The Hub works through a large commit for a while before it says a word.
        return HTTPRequest(
            "POST", address + (upload.asPullRequest ? "?create_pr=1" : ""), headers: [("Content-Type", "application/x-ndjson")],
            body: HTTPBody([UInt8](body)), patience: 300)
    }

    private func line(_ key: String, _ value: some Encodable) throws(Failure) -> Data {
        try JSONCoding.data(Line(key: key, value: value), .line, as: "a commit")
    }
}
