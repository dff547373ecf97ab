import Failures
import Files

/// Sends one large file: whole, or in the parts that the Hub asks for.
struct LargeFileTransfer {
    let client: HubClient
    let repository: RepositoryName
    let path: String
    let file: StreamedFile
    /// Its SHA-256.
    let digest: String
    let meter: ProgressMeter

    private struct Parts: Encodable {
        struct Part: Encodable {
            var partNumber: Int
            var etag: String
        }
        var oid: String
        var parts: [Part]
    }

    private struct Object: Encodable {
        var oid: String
        var size: Int
    }

    private var subject: HubSubject { HubSubject("the upload", of: repository, path: path) }

    /// The address has expired, or is somebody else's: another one may do.
    struct Expired: Error { var failure: Failure }

    /// The most parts that any storage takes.
    private static let mostParts = 10_000

    /// Seconds that the Hub may be silent while it puts a file's parts together.
    private static let patience = 300

    /// Sends and verifies. Throws as `HubClient.send`, `.failed` where the file changes meanwhile, `Expired`.
    func run(_ action: LargeFileBatch.Action) throws {
        guard let upload = action.upload else { return }
        if let size = upload.headers.first(where: { $0.name == "chunk_size" }) {
            try sendParts(upload, Int(size.value) ?? 0)
        } else {
            try send(file.body(from: 0, count: file.count, onSent: { meter.add($0) }), to: upload.address, upload.headers)
            try file.requireUnchanged(digest)
        }
        guard let verify = action.verify else { return }
        var request = try HTTPRequest.json(
            "POST", verify.address, Object(oid: digest, size: file.count), headers: plain(verify.headers))
        request.patience = LargeFileTransfer.patience
        let response = try client.send(request, about: subject, accepting: UploadRefusal.statuses)
        guard response.isSuccess else {
            throw Failure(
                .failed, "the upload: the Hub has not what was sent (\(HubRefusal.said(response, client.environment))); nothing was committed",
                at: subject.name, remedy: "start again")
        }
    }

    private func sendParts(_ upload: LargeFileBatch.Step, _ size: Int) throws {
        let numbered = upload.headers.compactMap { header in
            header.name.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(header.name).map { ($0, header.value) } : nil
        }.sorted { $0.0 < $1.0 }
        guard size > 0, numbered.count <= LargeFileTransfer.mostParts,
            numbered.count == file.count / size + (file.count % size == 0 ? 0 : 1),
            numbered.enumerated().allSatisfy({ $0.element.0 == $0.offset + 1 })
        else { throw UploadRefusal.malformed("has parts that do not make up the file", subject) }
        var parts: [Parts.Part] = []
        for (number, address) in numbered {
            guard let origin = WebOrigin(address), WebAddress.isEncoded(address),
                origin.scheme == "https" || client.environment.endpoint.hasPrefix("http:")
            else { throw UploadRefusal.malformed("names no address to send to", subject) }
            let start = (number - 1) * size
            let body = file.body(from: start, count: min(size, file.count - start), onSent: { meter.add($0) })
            guard let etag = try send(body, to: address, [])["etag"], !etag.isEmpty else {
                throw UploadRefusal.malformed("to part \(number) has no etag", subject)
            }
            parts.append(Parts.Part(partNumber: number, etag: etag))
        }
        try file.requireUnchanged(digest)
        var request = try HTTPRequest.json(
            "POST", upload.address, Parts(oid: digest, parts: parts), type: LargeFileBatch.type,
            headers: [("Accept", LargeFileBatch.type)])
        request.patience = LargeFileTransfer.patience
        try requireTaken(try client.send(request, about: subject, accepting: UploadRefusal.statuses))
    }

    @discardableResult
    private func send(_ body: HTTPBody, to address: String, _ headers: [(name: String, value: String)]) throws -> HTTPResponse {
        let request = HTTPRequest("PUT", address, headers: plain(headers), body: body)
        let response = try client.send(request, about: subject, accepting: UploadRefusal.statuses)
        try requireTaken(response)
        return response
    }

    private func requireTaken(_ response: HTTPResponse) throws {
        if response.isSuccess { return }
        let failure = Failure(
            .failed, "the upload: the storage does not take the file (\(HubRefusal.said(response, client.environment))); nothing was committed",
            at: subject.name, remedy: "start again: what has been sent is not sent twice")
        if [401, 403, 404, 410].contains(response.status) { throw Expired(failure: failure) }
        throw failure
    }

    /// What the Hub says to send along, without what it says to us.
    private func plain(_ headers: [(name: String, value: String)]) -> [(name: String, value: String)] {
        let own = ["chunk_size", "content-length", "host", "transfer-encoding"]
        return headers.filter { !own.contains($0.name.lowercased()) }
    }
}
