import Failures
import Files

/// Counts the attempts at one file or range: whatever brings bytes gives new patience, what brings none uses it up.
struct Attempts {
    private let source: FileSource
    private var failed = 0

    /// So many new bytes count as getting on: a server that breaks after each byte is not tried a billion times.
    static let enough = 1 << 16

    init(_ source: FileSource) { self.source = source }

    /// An attempt ended without the whole. Waits before the next one.
    ///
    /// - Parameters:
    ///   - gained: bytes that it brought.
    ///   - address: where it was made.
    ///   - response: the refusal, where there was one.
    ///   - otherwise: what to throw when there were enough attempts.
    ///
    /// Throws `HTTPStopped`, or `otherwise`.
    mutating func next(gained: Int, at address: String, _ response: HTTPResponse? = nil, otherwise: any Error) throws {
        if gained >= Attempts.enough { failed = 0 }
        failed += 1
        let client = source.client
        guard let seconds = try client.pause(after: failed, of: client.settings.attempts, response, source.subject) else {
            throw otherwise
        }
        let why = response.map { "the server answers \($0.status)" } ?? (otherwise as? HTTPBreak)?.reason ?? "it breaks off"
        let pause = seconds < 1 ? "at once" : "in \(Int(bounded: seconds.rounded())) s"
        client.say("\(source.subject.name): \(why); goes on \(pause)")
        try client.pause(seconds)
        // The place may be the reason: expired, or a machine that is gone.
        if failed > 1, source.isElsewhere(address) { try source.renew(address) }
    }

    /// A refusal: an expired place is asked for anew, a passing one waits, all others are thrown.
    mutating func refused(_ response: HTTPResponse, gained: Int, at address: String) throws {
        let client = source.client
        let refusal = HubRefusal.failure(response, source.subject, client.environment)
        if source.isElsewhere(address), [401, 403, 404, 410].contains(response.status) {
            let elsewhere = Failure(
                .io, "the server of the file's bytes answers \(response.status)", at: source.subject.name,
                remedy: "try again later")
            try next(gained: gained, at: address, response, otherwise: elsewhere)
            try source.renew(address)
        } else {
            guard HubClient.isPassing(response.status) else { throw refusal }
            try next(gained: gained, at: address, response, otherwise: refusal)
        }
    }
}
