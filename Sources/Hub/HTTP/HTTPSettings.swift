/// How long is waited, and for how much: tests make these small.
package struct HTTPSettings: Sendable {
    /// Seconds until a connection must stand.
    package var connectSeconds = 15
    /// A transfer slower than so many bytes a second …
    package var slowest = 200
    /// … for so many seconds counts as broken.
    package var slowestSeconds = 30
    /// How often a request is made in all.
    package var attempts = 5
    /// Seconds before the second attempt; each later wait is twice as long.
    package var firstPause = 1.0
    /// The longest wait, whatever a server asks for.
    package var longestPause = 120.0
    /// Ignores the proxies that the environment names.
    package var ignoresProxies = false
    /// The most bytes of all header lines of one answer, and of an answer that says why not.
    package var headerLimit = 1 << 18, complaintLimit = 1 << 16

    package init() {}
}
