package import Failures
import Files

/// What the Hub's refusals mean, in sentences (exchange.md §2.2, errors).
package enum HubRefusal {
    /// The code that the Hub gives beside the status.
    package enum Code: String, Sendable {
        case gated = "GatedRepo", noRepository = "RepoNotFound", noRevision = "RevisionNotFound", noEntry = "EntryNotFound"
        case disabled = "DisabledRepo"
    }

    package static func code(_ response: HTTPResponse) -> Code? { response["x-error-code"].flatMap(Code.init) }

    /// Whether a file or folder is missing in a repository that is there.
    package static func isMissingEntry(_ response: HTTPResponse) -> Bool {
        response.status == 404 && code(response) == .noEntry
    }

    /// The failure of an answer that is no success.
    package static func failure(_ response: HTTPResponse, _ subject: HubSubject, _ environment: HubEnvironment) -> Failure {
        let id = subject.repository?.id ?? subject.name
        let place = subject.repository?.description
        let page = subject.repository.map { environment.page(of: $0) } ?? environment.endpoint
        switch (response.status, code(response)) {
        case (401, .gated):
            return Failure(
                .missingInput, "\(id) is gated: accept its terms at \(page), then set HF_TOKEN", at: place,
                remedy: "make a token at \(environment.endpoint)/settings/tokens")
        case (403, .gated):
            return Failure(
                .missingInput, "\(id) is gated, and this token's account has no access to it (yet)", at: place,
                remedy: "request access at \(page) with the account of this token")
        case (401, .noRepository), (401, nil), (404, .noRepository):
            return absent(response, subject, environment)
        case (404, .noRevision):
            return Failure(
                .missingInput, "\(id) has no revision \((subject.repository?.revisionOrMain ?? "").quoted)", at: place,
                remedy: "its branches and tags are listed at \(page)/tree/main")
        case (404, .noEntry):
            return Failure(
                .missingInput, "\(id) has no file or folder \((subject.path ?? "").quoted)", at: place,
                remedy: "its files are listed at \(page)/tree/\(subject.repository?.revisionOrMain ?? "main")")
        case (404, nil) where subject.repository != nil:
            return absent(response, subject, environment)
        default:
            let kind: Failure.Kind = response.status == 408 || response.status == 429 || response.status >= 500 ? .io : .failed
            return Failure(
                kind, "\(subject.purpose): the Hub answers \(said(response, environment))", at: subject.name,
                remedy: kind == .io ? "try again later" : nil)
        }
    }

    /// It is not there, or it is private: the Hub says the same of both.
    private static func absent(_ response: HTTPResponse, _ subject: HubSubject, _ environment: HubEnvironment) -> Failure {
        let name = subject.repository.map { "\($0.kind.rawValue) repository \($0.id)" } ?? subject.name
        let why = environment.hasToken
            ? "or it is private and this token has no access, or the token is wrong ('Invalid credentials' means a bad token)"
            : "or it is private and no token was sent (HF_TOKEN)"
        return Failure(
            .missingInput, "the Hub has no \(name), \(why); it says \(said(response, environment))",
            at: subject.repository?.description, remedy: "check the name at \(environment.endpoint), and HF_TOKEN")
    }

    /// "404 'Repository not found'": the status and the server's own words, without the token whatever they hold.
    package static func said(_ response: HTTPResponse, _ environment: HubEnvironment) -> String {
        let words = response["x-error-message"] ?? complaint(response.body)
        let plain = words.map { environment.token?.removed(from: $0) ?? $0 } ?? ""
        return plain.isEmpty ? "\(response.status)" : "\(response.status) \(plain.quoted)"
    }

    /// What the body says where it is `{"error": "…"}` or plain text; a page of HTML says nothing.
    private static func complaint(_ body: [UInt8]) -> String? {
        if let value = try? JSONFile.value(body, at: "") { return value["error"]?.string ?? value["message"]?.string }
        let text = String(decoding: body.prefix(400), as: UTF8.self)
        return text.contains("<") ? nil : text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
