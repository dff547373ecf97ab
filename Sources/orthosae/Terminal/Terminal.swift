import Failures
import Files
import Foundation
import Synchronization

/// The two streams: progress and complaints to standard error, results to standard output.
enum Terminal {
    /// Whether a person sees standard error as it is written.
    static let isLive = isatty(STDERR_FILENO) == 1

    /// What kept a result from standard output, the first time.
    private static let lost = Mutex<Int32?>(nil)

    /// Where a stream is closed, the next file that is opened would take its number, and results would be written into
    /// that file.
    static func prepare() {
        for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(number, F_GETFD) < 0 {
            // Takes the lowest number that is free: this one. Standard output refuses what is written to it, as if closed.
            _ = open("/dev/null", number == STDERR_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    // Texts from files pass through both streams (tokens, names, paths): none of them steers the reader's terminal.

    /// A line on standard error; where that cannot be written, nobody can be told.
    static func say(_ line: String) { _ = write(line.harmless + "\n", to: STDERR_FILENO) }

    /// A result, on standard output. What keeps it from there is told by `close`, so that work goes on to its end.
    static func print(_ text: String) {
        lost.withLock { if $0 == nil { $0 = write(text.harmless + "\n", to: STDOUT_FILENO) } }
    }

    /// Closes standard output at the end: where results did not arrive, why. A reader that has gone away needs none.
    static func close() -> Failure? {
        lost.withLock { lost in
            // Some file systems say only now that the disk is full.
            if Foundation.close(STDOUT_FILENO) < 0, [EIO, ENOSPC, EDQUOT].contains(errno) { lost = lost ?? errno }
            guard let code = lost, code != EPIPE else { return nil }
            return SystemCall.failure(code, "the result cannot be written", at: "standard output")
        }
    }

    /// How work stands: replaces the last line on a live standard error, made for the width that the window has now; a
    /// line of its own elsewhere.
    static func status(_ line: StatusLine) {
        if isLive {
            // The last column stays free: a cursor behind it would be on the next line.
            _ = write("\r" + line.text(columns: columns - 1).harmless + "\u{1B}[K", to: STDERR_FILENO)
        } else {
            say(line.text)
        }
    }

    /// Ends a line that was being replaced.
    static func endLine() { _ = write("\n", to: STDERR_FILENO) }

    /// Returns the system's error where not all of it could be written.
    private static func write(_ text: String, to stream: Int32) -> Int32? {
        var text = text
        return text.withUTF8 { bytes in
            var rest = bytes[...]
            while let start = UnsafeBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
                let written = Foundation.write(stream, start, rest.count)
                if written > 0 {
                    rest = rest.dropFirst(written)
                } else if written == 0 {
                    return ENOSPC
                } else if errno == EAGAIN {
                    // Whoever shares the stream made it one that does not wait.
                    var wanted = pollfd(fd: stream, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&wanted, 1, -1)
                } else if errno != EINTR {
                    return errno
                }
            }
            return nil
        }
    }

    /// Asked each time: windows change.
    private static var columns: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1 ? Int(size.ws_col) : 80
    }
}
