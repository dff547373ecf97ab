import Failures

/// What the Hub's refusals mean to somebody who uploads.
enum UploadRefusal {
    /// Statuses that are answers: the request is not made again as it is.
    static let statuses = Set(400...499).subtracting([408, 429])

    /// Throws where an answer is no success.
    static func require(_ response: HTTPResponse, _ subject: HubSubject, _ environment: HubEnvironment) throws(Failure) {
        if response.isSuccess { return }
        throw failure(response, subject, environment)
    }

    static func failure(_ response: HTTPResponse, _ subject: HubSubject, _ environment: HubEnvironment) -> Failure {
        let id = subject.repository?.id ?? "the Hub"
        let said = HubRefusal.said(response, environment)
        let tokens = "\(environment.endpoint)/settings/tokens"
        return switch (response.status, HubRefusal.code(response)) {
        case (_, .gated?), (404, .noRevision?), (404, .noRepository?), (404, .noEntry?):
            HubRefusal.failure(response, subject, environment)
        case (401, _):
            Failure(
                .failed, "\(subject.purpose): the Hub does not accept the token (\(said))", at: subject.name,
                remedy: "make one that may write at \(tokens), and set HF_TOKEN")
        case (403, _):
            Failure(
                .failed, "\(subject.purpose): the token may not write to \(id) (\(said))", at: subject.name,
                remedy: "make one that may write at \(tokens), ask the owner, or upload as a pull request")
        case (409, _), (412, _):
            Failure(
                .failed, "\(subject.purpose): \(id) changes at the same time (\(said)); nothing was committed",
                at: subject.name, remedy: "start again: what has been sent is not sent twice")
        case (413, _):
            Failure(.failed, "\(subject.purpose): the Hub finds it too large (\(said))", at: subject.name)
        default: HubRefusal.failure(response, subject, environment)
        }
    }

    /// An answer that is not what the Hub's programming interface says.
    static func malformed(_ what: String, _ subject: HubSubject) -> Failure {
        Failure(
            .badData, "\(subject.purpose): the answer \(what)", at: subject.name,
            remedy: "check that HF_ENDPOINT is a Hugging Face Hub")
    }
}
