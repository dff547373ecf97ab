import Failures
import Files

/// The repository that is uploaded to: made where it is not there, and what it has.
struct UploadTarget {
    let client: HubClient
    let upload: HubUpload

    /// What a repository is at the moment.
    struct State {
        /// The last commit of the branch.
        var commit: String
        var isPrivate: Bool?
        /// By path: SHA-256 of large files, Git's name of others.
        var files: [String: String]
    }

    private var environment: HubEnvironment { client.environment }

    /// The repository's full name: the account's own where none is given. Throws as `HubClient.send`.
    func name() throws -> RepositoryName {
        let repository = upload.repository
        if repository.id.contains("/") { return repository }
        let subject = HubSubject("the name of your account")
        let request = HTTPRequest("GET", "\(environment.endpoint)/api/whoami-v2")
        let response = try client.send(request, about: subject, accepting: UploadRefusal.statuses)
        try UploadRefusal.require(response, subject, environment)
        guard let account = try JSONFile.value(response.body, at: request.url)["name"]?.string else {
            throw UploadRefusal.malformed("names no account", subject)
        }
        return try RepositoryName(.model, "\(account)/\(repository.id)", revision: repository.revision)
    }

    private struct Creation: Encodable {
        var type = "model"
        var name: String
        var organization: String
        var visibility: String?
    }

    /// Makes the repository where it is not there. A refusal is none where it is: whoever may not make repositories may
    /// well write to this one. Throws as `HubClient.send`.
    func create(_ repository: RepositoryName) throws {
        let parts = repository.id.split(separator: "/").map(String.init)
        let subject = HubSubject("making the repository", of: repository)
        let body = Creation(name: parts[1], organization: parts[0], visibility: upload.isPrivate ? "private" : nil)
        let request = try HTTPRequest.json("POST", "\(environment.endpoint)/api/repos/create", body)
        for attempt in 1... {
            let response = try client.send(request, about: subject, accepting: UploadRefusal.statuses)
            if response.isSuccess { return }
            let isBusy = response.status == 409 && HubRefusal.said(response, environment).contains("in progress")
            if isBusy, let seconds = try client.pause(after: attempt, of: client.settings.attempts, response, subject) {
                try client.pause(seconds)
                continue
            }
            if response.status == 409, !isBusy { return }
            if response.status == 403, (try? state(repository)) != nil { return }
            throw UploadRefusal.failure(response, subject, environment)
        }
    }

    /// What it has. Throws as `HubClient.send`, and `.failed` where it is public and should not be.
    func state(_ repository: RepositoryName) throws -> State {
        let subject = HubSubject("the list of files", of: repository)
        let address = "\(environment.api(repository))/revision/\(WebAddress.quoted(repository.revisionOrMain))?blobs=true"
        let response = try client.send(HTTPRequest("GET", address), about: subject)
        let value = try JSONFile.value(response.body, at: address)
        guard let commit = value["sha"]?.string, HubCache.isCommit(commit) else {
            throw UploadRefusal.malformed("names no commit", subject)
        }
        var files: [String: String] = [:]
        for file in value["siblings"]?.array ?? [] {
            guard let path = file["rfilename"]?.string else { continue }
            files[path] = file["lfs"]?["sha256"]?.string ?? file["blobId"]?.string ?? ""
        }
        let state = State(commit: commit, isPrivate: value["private"]?.bool, files: files)
        guard !upload.isPrivate || state.isPrivate == true else {
            throw Failure(
                .failed, "\(repository.id) is public, and the upload should be private; nothing was sent",
                at: repository.description,
                remedy: "make it private at \(environment.page(of: repository))/settings, or upload without that")
        }
        return state
    }
}

extension HTTPRequest {
    /// A request with a JSON body. Throws `.failed` for what is no JSON.
    static func json(
        _ method: String, _ url: String, _ body: some Encodable, type: String = "application/json",
        headers: [(name: String, value: String)] = []
    ) throws(Failure) -> HTTPRequest {
        let data = try JSONCoding.data(body, .part, as: "a request")
        return HTTPRequest(method, url, headers: headers + [("Content-Type", type)], body: HTTPBody([UInt8](data)))
    }
}
