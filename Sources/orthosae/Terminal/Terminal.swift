import Foundation

/// The two streams: progress and complaints to standard error, results to standard output.
enum Terminal {
    /// Whether a person sees standard error as it is written.
    static let isLive = isatty(STDERR_FILENO) == 1

    /// A line on standard error.
    static func say(_ line: String) { write(line + "\n", to: .standardError) }

    /// A result, on standard output.
    static func print(_ text: String) { write(text + "\n", to: .standardOutput) }

    /// Replaces the last line on a live standard error.
    static func replaceLine(_ line: String) { write("\r" + line.prefix(columns - 1) + "\u{1B}[K", to: .standardError) }

    /// Ends a line that was being replaced.
    static func endLine() { write("\n", to: .standardError) }

    /// A program at the other end of a pipe may have gone away; that is its business.
    private static func write(_ text: String, to handle: FileHandle) { try? handle.write(contentsOf: Data(text.utf8)) }

    private static var columns: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1 ? Int(size.ws_col) : 100
    }
}
