package import Failures
package import Foundation

/// A file of lines, read one after the other in memory that does not grow with the file.
package struct LineFile {
    /// One line, without its end.
    package enum Line: Equatable {
        case bytes(Data)
        /// More bytes than any line of ours has; they were passed over.
        case tooLong
    }

    /// A line longer than this is damage, or no line at all.
    package static let longest = 1 << 24
    private static let piece = 1 << 20

    /// Where the file lies, as messages name it, and its bytes when it was opened.
    package var path: String { file.path }
    package var count: Int { file.count }

    private let file: InputFile
    private let onRead: (([UInt8]) -> Void)?
    /// What was read and not yet given; the line that is being read begins at `start`.
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    /// - Parameter onRead: is given all bytes of the file in order, as they are read: to be hashed, say.
    ///
    /// Throws as `InputFile` does.
    package init(_ path: String, onRead: (([UInt8]) -> Void)? = nil) throws(Failure) {
        file = try InputFile(path)
        self.onRead = onRead
    }

    /// The next line; nil after the last. What follows the last line end is a line where it is not empty. Throws `.io`.
    package mutating func next() throws(Failure) -> Line? {
        var isTooLong = false, searched = start
        while true {
            if let end = LineFile.newline(in: buffer, from: searched) {
                defer { start = end + 1 }
                return isTooLong ? .tooLong : .bytes(Data(buffer[start..<end]))
            }
            if isAtEnd {
                guard start < buffer.count || isTooLong else { return nil }
                defer { start = buffer.count }
                return isTooLong ? .tooLong : .bytes(Data(buffer[start...]))
            }
            if isTooLong || buffer.count - start > LineFile.longest {
                isTooLong = true
                buffer.removeAll(keepingCapacity: true)
            } else {
                buffer.removeSubrange(..<start)
            }
            (start, searched) = (0, buffer.count)
            let more = try file.read(upTo: LineFile.piece)
            onRead?(more)
            isAtEnd = more.isEmpty
            buffer += more
        }
    }

    private static func newline(in bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBytes { bytes in
            guard start < bytes.count, let base = bytes.baseAddress,
                let found = memchr(base + start, 0x0A, bytes.count - start)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }

    /// What the last line is that `parse` takes, found from the file's end; nil where none of the last 16 MB is one.
    ///
    /// Throws as `InputFile` does.
    package static func last<Value>(of path: String, _ parse: (Data) -> Value?) throws(Failure) -> Value? {
        let file = try InputFile(path)
        var window = min(file.count, 1 << 16)
        while true {
            try file.seek(to: file.count - window)
            var lines = try file.read(upTo: window).split(separator: 0x0A)
            // The first may have lost its beginning.
            if window < file.count, !lines.isEmpty { lines.removeFirst() }
            for line in lines.reversed() {
                if let value = parse(Data(line)) { return value }
            }
            if window == file.count || window >= longest { return nil }
            window = min(file.count, window * 16)
        }
    }
}
