import Failures
import Foundation
import Hub
import Records
import Synchronization

/// The Hub as this command speaks to it: one for all of its questions, with what a person who waits is told.
enum HubAccess {
    private static let shared = Mutex<Hub?>(nil)

    /// - Throws: `Failure(.usage)` for an environment that cannot be.
    static func hub() throws(Failure) -> Hub {
        if let hub = shared.withLock({ $0 }) { return hub }
        let display = DownloadDisplay()
        let hub = Hub(
            environment: try environment(), progress: { display.show($0) }, goesOn: { Interrupt.requested == nil })
        shared.withLock { $0 = hub }
        return hub
    }

    /// The process's environment.
    ///
    /// - Throws: as `hub`.
    static func environment() throws(Failure) -> HubEnvironment {
        try HubEnvironment(
            ProcessInfo.processInfo.environment, product: "\(ProductVersion.name)/\(ProductVersion.current)")
    }

    /// What a name on the Hub means; nil where it looks like none, or something of that name is here.
    ///
    /// - Throws: `Failure(.usage)` for what can only be a name on the Hub, and is wrong.
    static func place(_ name: String, as kind: RepositoryKind) throws(Failure) -> HubPlace? {
        if name.isEmpty || name.hasPrefix("/") || FileManager.default.fileExists(atPath: name) { return nil }
        return try HubPlace.parse(name, endpoint: environment().endpoint, as: kind)
    }

    /// Does work for a name that may be a misspelt path too: a failure says both.
    static func asking<R>(for name: String, _ place: HubPlace, _ work: (Hub) throws(Failure) -> R) throws(Failure) -> R {
        do {
            return try work(hub())
        } catch {
            // Only of what is not there may a misspelt path be the reason.
            guard !place.isExplicit, error.kind == .missingInput else { throw error }
            throw Failure(
                error.kind, "there is no such file or folder here, and on the Hub: \(error.what)", at: error.place ?? name,
                remedy: error.remedy)
        }
    }
}
