import Foundation

/// Ranges of a file, handed out in order to several threads and written in order, so that the partial file never has a
/// hole.
final class RangeQueue: @unchecked Sendable {
    private let turn = NSCondition()
    private let partial: PartialBlob
    private let size: Int
    private let step: Int
    // All of them under the lock.
    private var nextStart: Int
    private var written: Int
    private var firstError: (any Error)?
    private var running: Int

    /// - Parameters:
    ///   - step: bytes in a range.
    ///   - threads: who take ranges; each says `leave` in the end.
    init(_ partial: PartialBlob, size: Int, step: Int, threads: Int) {
        self.partial = partial
        self.size = size
        self.step = step
        nextStart = partial.count
        written = partial.count
        running = threads
    }

    /// The next range; nil where there is none, or where one has failed.
    func take() -> Range<Int>? {
        turn.lock()
        defer { turn.unlock() }
        guard firstError == nil, nextStart < size else { return nil }
        let range = nextStart..<(size - nextStart > step ? nextStart + step : size)
        nextStart = range.upperBound
        return range
    }

    /// Whether nobody has failed.
    var goesOn: Bool { turn.withLock { firstError == nil } }

    /// Writes a range's bytes when all before it are written.
    func put(_ bytes: [UInt8], of range: Range<Int>) {
        turn.lock()
        defer { turn.unlock() }
        while written < range.lowerBound, firstError == nil { turn.wait() }
        // After a failure what follows without a gap is still worth keeping.
        guard written == range.lowerBound else { return }
        do {
            try bytes.withUnsafeBytes { try partial.append($0) }
            written += bytes.count
        } catch {
            firstError = firstError ?? error
        }
        turn.broadcast()
    }

    /// A range did not come.
    func fail(_ error: any Error) {
        turn.lock()
        firstError = firstError ?? error
        turn.broadcast()
        turn.unlock()
    }

    /// A thread takes no more.
    func leave() {
        turn.lock()
        running -= 1
        turn.broadcast()
        turn.unlock()
    }

    /// Waits for all threads. Throws what the first of them failed with.
    func wait() throws {
        turn.lock()
        while running > 0 { turn.wait() }
        let error = firstError
        turn.unlock()
        if let error { throw error }
    }
}
