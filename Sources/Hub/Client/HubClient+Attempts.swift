import Failures
import Foundation

/// Requests are made again where another attempt may go better.
extension HubClient {
    /// Waits, and asks meanwhile whether to go on. Throws `HTTPStopped`.
    package func pause(_ seconds: Double) throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            guard goesOn() else { throw HTTPStopped() }
            usleep(20_000)
        }
    }

    /// Whether another attempt may go better.
    package static func isPassing(_ status: Int) -> Bool { status == 408 || status == 429 || (500...599).contains(status) }

    /// Seconds before the next attempt; nil where there is none, or where the server asks for more patience than a person
    /// has. Throws `HTTPStopped` where nobody wants another one.
    package func pause(after attempt: Int, of attempts: Int, _ response: HTTPResponse?, _: HubSubject) throws
        -> Double?
    {
        guard goesOn() else { throw HTTPStopped() }
        guard attempt < attempts else { return nil }
        guard let asked = response.flatMap({ Pauses.asked($0) }) else { return Pauses.before(attempt: attempt, settings) }
        return asked > settings.longestPause ? nil : asked
    }

    /// Makes an exchange until it succeeds, is final, or was made often enough.
    ///
    /// - Parameters:
    ///   - attempts: how often at most; nil: as the settings say.
    ///   - isFinal: whether the caller reads an answer that is no success.
    func again(
        _ subject: HubSubject, _ attempts: Int?, _ exchange: () throws -> HTTPResponse,
        isFinal: (HTTPResponse) -> Bool
    ) throws -> HTTPResponse {
        let attempts = attempts ?? settings.attempts
        var attempt = 1
        while true {
            do {
                let response = try exchange()
                if response.isSuccess || isFinal(response) { return response }
                let refusal = HubRefusal.failure(response, subject, environment)
                guard HubClient.isPassing(response.status),
                    let seconds = try pause(after: attempt, of: attempts, response, subject)
                else { throw refusal }
                try wait(seconds, "\(subject.name): the Hub answers \(HubRefusal.said(response, environment))")
            } catch let error as HTTPBreak {
                guard error.isPassing, let seconds = try pause(after: attempt, of: attempts, nil, subject) else { throw error }
                try wait(seconds, "\(subject.name): \(error.reason)")
            }
            attempt += 1
        }
    }

    private func wait(_ seconds: Double, _ why: String) throws {
        note("\(why.oneLine(atMost: 300)); again in \(seconds < 1 ? "a moment" : "\(Int(bounded: seconds.rounded())) s")")
        try pause(seconds)
    }
}
