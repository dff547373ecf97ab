import Foundation

/// Runs `body`, which on a fault would never end, and ends the process with the test's name where it takes longer than
/// `minutes`.
///
/// The clock begins with the body. That of swift-testing's `.timeLimit` begins when a test is handed over, and a test
/// whose neighbours wait for processes lies in the pool's queue for minutes before it is run: such a limit measures the
/// suite, not the test.
public func endingWithin<R>(minutes: Double = 10, _ test: String = #function, _ body: () throws -> R) rethrows -> R {
    let ended = DispatchSemaphore(value: 0)
    let watch = Thread {
        if ended.wait(timeout: .now() + minutes * 60) == .timedOut {
            FileHandle.standardError.write(Data("\(test) has not ended after \(minutes) minutes\n".utf8))
            abort()
        }
    }
    watch.start()
    defer { ended.signal() }
    return try body()
}
