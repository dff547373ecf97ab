import Failures
import Files
import Foundation

/// Requests to the Hub: with the token where it may go, redirects followed by hand, broken ones made again.
package final class HubClient: Sendable {
    package let environment: HubEnvironment
    package let http: HTTPClient
    package var settings: HTTPSettings { http.settings }
    private let origin: WebOrigin?
    let note: @Sendable (String) -> Void
    let goesOn: @Sendable () -> Bool

    /// - Parameters:
    ///   - note: told in a line of what a person who waits may want to know.
    ///   - goesOn: asked often; false ends whatever is under way.
    package init(
        _ environment: HubEnvironment, _ settings: HTTPSettings = HTTPSettings(),
        note: @escaping @Sendable (String) -> Void = { _ in }, goesOn: @escaping @Sendable () -> Bool = { true }
    ) {
        self.environment = environment
        self.note = note
        self.goesOn = goesOn
        origin = WebOrigin(environment.endpoint)
        http = HTTPClient(
            settings, userAgent: environment.userAgent, certificates: environment.certificates, goesOn: goesOn)
    }

    /// Makes a request until it succeeds, and takes all of the answer.
    ///
    /// - Parameters:
    ///   - subject: what it is about, for the failure.
    ///   - accepted: statuses beside 200 to 299 that the caller reads itself.
    ///   - attempts: how often at most; nil: as the settings say.
    ///   - limit: the most bytes of an answer.
    ///
    /// Throws `Failure` of a refusal, `HTTPBreak` where the network has no answer after the last attempt, `HTTPStopped`.
    package func send(
        _ request: HTTPRequest, about subject: HubSubject, accepting accepted: Set<Int> = [], attempts: Int? = nil,
        atMost limit: Int = 1 << 26
    ) throws -> HTTPResponse {
        try requireOnline(subject)
        return try again(subject, attempts) {
            let (response, _) = try follow(request, subject) { try http.send($0, atMost: limit) }
            return response
        } isFinal: { accepted.contains($0.status) }
    }

    /// Where a file is: follows the redirects that stay with the Hub, and stops at one that leads elsewhere.
    ///
    /// - Returns: the last answer of the Hub itself, with its headers, and the address at which the bytes are.
    ///
    /// Throws as `send`.
    package func locate(_ address: String, about subject: HubSubject, attempts: Int? = nil) throws
        -> (head: HTTPResponse, address: String)
    {
        try requireOnline(subject)
        var place = address
        let head = try again(subject, attempts) {
            let (response, last) = try follow(HTTPRequest("HEAD", address), subject, leavingHub: false) {
                try http.send($0, atMost: 1 << 16)
            }
            place = last
            return response
        } isFinal: { $0.redirect != nil || HubRefusal.isMissingEntry($0) }
        if let redirect = head.redirect {
            guard let next = WebAddress.secure(redirect, from: place) else { throw astray(redirect, subject) }
            place = next
        }
        return (head, place)
    }

    /// Makes one exchange at an address as it stands; the token goes along where the address is the Hub's own.
    package func addingToken(_ request: HTTPRequest) -> HTTPRequest {
        guard let token = environment.token, let target = WebOrigin(request.url), target == origin else { return request }
        var request = request
        request.headers.append(("Authorization", token.authorization))
        return request
    }

    package func say(_ line: String) { note(line) }

    // MARK: Redirects

    /// One request, and the redirects after it: at most ten.
    private func follow(
        _ request: HTTPRequest, _ subject: HubSubject, leavingHub: Bool = true,
        _ exchange: (HTTPRequest) throws -> HTTPResponse
    ) throws -> (HTTPResponse, address: String) {
        var request = request
        for _ in 0...10 {
            let response = try exchange(addingToken(request))
            guard let location = response.redirect else { return (response, request.url) }
            guard let next = WebAddress.secure(location, from: request.url) else { throw astray(location, subject) }
            if !leavingHub, WebOrigin(next) != origin { return (response, request.url) }
            // 301 to 303 ask for another request than the one with a body; only 307 and 308 mean the same again.
            guard request.body == nil || response.status >= 307 else { throw astray(location, subject) }
            request.url = next
        }
        throw Failure(.failed, "\(subject.purpose): the Hub redirects in a circle", at: subject.name)
    }

    private func astray(_ location: String, _ subject: HubSubject) -> Failure {
        Failure(
            .failed, "\(subject.purpose): a redirect leads to \(location.prefix { $0 != "?" }.quoted), where nothing is sent",
            at: subject.name)
    }

    private func requireOnline(_ subject: HubSubject) throws(Failure) {
        guard environment.isOffline else { return }
        throw Failure(
            .missingInput, "\(subject.purpose) needs the Hub, and HF_HUB_OFFLINE forbids requests", at: subject.name,
            remedy: "unset HF_HUB_OFFLINE (and TRANSFORMERS_OFFLINE)")
    }
}
