import Failures
import Files
import Synchronization

/// Where a file's bytes come from: its address at the Hub, and the one that the Hub leads to, which expires.
final class FileSource: Sendable {
    let client: HubClient
    let subject: HubSubject
    /// The file's address at the Hub.
    let address: String
    /// Bytes, where the Hub says.
    let size: Int?
    /// What its blob is called.
    let etag: String
    private let place: Mutex<String>

    /// Asks the Hub for the file's name, length and place.
    ///
    /// - Parameters:
    ///   - listed: what the list of files says of it, for what the answer leaves out.
    ///
    /// - Returns: nil where the commit has no such file.
    ///
    /// Throws `Failure`, `HTTPBreak`, `HTTPStopped`.
    static func find(
        _ path: String, _ revision: String, in repository: RepositoryName, listed: RepositoryFile?, _ client: HubClient
    ) throws -> (commit: String?, source: FileSource?) {
        let subject = HubSubject("the download", of: repository, path: path)
        let address = client.environment.address(of: path, in: repository, at: revision)
        let (head, place) = try client.locate(address, about: subject)
        let commit = head["x-repo-commit"].flatMap { HubCache.isCommit($0) ? $0 : nil }
        if HubRefusal.isMissingEntry(head) { return (commit, nil) }
        let said = BlobCheck.name(head["x-linked-etag"] ?? head["etag"])
        // The list's name says what is in the file; an answer with another one that says so too is about another file.
        let isSaying = said.map(BlobCheck.isDigest) ?? false
        if let name = listed?.etag, BlobCheck.isDigest(name), isSaying, said != name {
            throw Failure(
                .badData, "the Hub's list of files and its answer name different contents (\(name), \(said ?? ""))", at: address,
                remedy: "try again later; a proxy or a mirror (HF_ENDPOINT) may answer with something old")
        }
        guard let etag = isSaying ? said : listed?.etag ?? said else {
            throw Failure(
                .badData, "the answer says neither what the file is called nor what is in it (no ETag)", at: address,
                remedy: "check that HF_ENDPOINT is a Hugging Face Hub")
        }
        let length = head["x-linked-size"] ?? (head.redirect == nil ? head["content-length"] : nil)
        let size = length.flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil } ?? listed?.size
        if let size, let other = listed?.size, size != other {
            throw Failure(
                .badData, "the Hub's list of files says \(other) bytes, and its answer \(size)", at: address,
                remedy: "try again later; a proxy or a mirror (HF_ENDPOINT) may answer with something old")
        }
        return (commit, FileSource(client, subject, address, size, etag, place))
    }

    private init(
        _ client: HubClient, _ subject: HubSubject, _ address: String, _ size: Int?, _ etag: String, _ place: String
    ) {
        self.client = client
        self.subject = subject
        self.address = address
        self.size = size
        self.etag = etag
        self.place = Mutex(place)
    }

    /// Where the bytes are at the moment.
    var current: String { place.withLock { $0 } }

    /// Follows a redirect on the way to the bytes. Throws `Failure` for one that leads nowhere.
    func follow(_ location: String, from address: String) throws {
        guard let next = WebAddress.secure(location, from: address) else {
            throw Failure(
                .failed, "the download is redirected to \(location.prefix { $0 != "?" }.quoted), where nothing is fetched",
                at: subject.name)
        }
        place.withLock { $0 = next }
    }

    /// Asks the Hub once more where the bytes are, unless another thread has done so since `stale` was current.
    func renew(_ stale: String) throws {
        guard current == stale else { return }
        let (head, found) = try client.locate(address, about: subject)
        guard !HubRefusal.isMissingEntry(head) else { throw HubRefusal.failure(head, subject, client.environment) }
        place.withLock { $0 = found }
    }

    /// A request for the bytes from `start` on, to `end` (nil: to the last), at the place of the moment; the token goes
    /// along only where that is the Hub.
    func request(from start: Int, to end: Int? = nil) -> HTTPRequest {
        var headers = [(name: "Accept-Encoding", value: "identity")]
        if start > 0 || end != nil { headers.append(("Range", "bytes=\(start)-\(end.map { "\($0)" } ?? "")")) }
        return client.addingToken(HTTPRequest("GET", current, headers: headers))
    }

    /// Whether the bytes lie elsewhere than at the Hub: there a 403 means that the address has expired.
    func isElsewhere(_ address: String) -> Bool { WebOrigin(address) != WebOrigin(client.environment.endpoint) }
}
