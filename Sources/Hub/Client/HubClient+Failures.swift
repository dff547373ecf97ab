package import Failures
import Foundation

extension HubClient {
    /// Does work with requests in it, and turns what the network did into sentences.
    ///
    /// Throws `Failure` alone: `.io` where there is no connection, `.failed` where the caller stopped it.
    package func speaking<R>(_ subject: HubSubject, _ work: () throws -> R) throws(Failure) -> R {
        do {
            return try work()
        } catch {
            throw failure(error, subject)
        }
    }

    /// An error of a request as a sentence.
    package func failure(_ error: any Error, _ subject: HubSubject) -> Failure {
        switch error {
        case let failure as Failure: return failure
        case let broken as HTTPBreak where !broken.isNetwork:
            return Failure(.badData, "\(subject.purpose): \(broken.reason)", at: subject.name)
        case let broken as HTTPBreak:
            return Failure(
                .io, "\(subject.purpose): \(environment.endpoint) cannot be reached: \(broken.reason)", at: subject.name,
                remedy: "check the connection (proxy: https_proxy; certificates: CURL_CA_BUNDLE); what has come already is kept")
        case is HTTPStopped:
            return Failure(
                .failed, "\(subject.purpose) was stopped", at: subject.name,
                remedy: "the same command goes on where it ended")
        default: return Failure(.failed, "\(subject.purpose): \(error)", at: subject.name)
        }
    }
}
