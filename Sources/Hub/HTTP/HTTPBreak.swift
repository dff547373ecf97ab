/// Why no answer came, or only part of one.
package struct HTTPBreak: Error, Sendable {
    /// What libcurl says: "Connection refused".
    package var reason: String
    /// Whether another attempt may go better.
    package var isPassing: Bool
    /// Whether the network did it, and not a request that nobody can send.
    package var isNetwork: Bool

    package init(_ reason: String, isPassing: Bool, isNetwork: Bool = true) {
        self.reason = reason
        self.isPassing = isPassing
        self.isNetwork = isNetwork
    }
}

/// The caller wants no more of it (Ctrl-C).
package struct HTTPStopped: Error, Sendable {
    package init() {}
}
