package import Failures
package import Files

/// Reads delimited text record by record, in memory that does not grow with it. Blank lines are passed over.
package final class DelimitedReader {
    /// Bytes of a record's lines, those of a record in quotes together: more is a quote that does not end.
    package static let longestRecord = 1 << 25

    private let path: String
    private let lines: LineReader
    private var record: DelimitedRecord

    /// - Parameters:
    ///   - source: the text from its beginning; UTF-8, with or without a byte order mark.
    ///   - path: where it lies, as messages name it.
    package init(_ source: any ByteSource, _ dialect: DelimitedDialect, path: String) {
        self.path = path
        lines = LineReader(source, longLines: .passOver(over: Self.longestRecord))
        record = DelimitedRecord(dialect)
    }

    /// The next record, nil at the end.
    ///
    /// Throws: `Failure(.badData)` with file and line for one that cannot be read, and what the source throws.
    package func next() throws(Failure) -> DelimitedRecord? {
        while let line = try nextLine() {
            if line.bytes.isEmpty || line.bytes == [0x0D] { continue }
            record.begin(line: line.number)
            var last = line, size = 0
            while true {
                size += last.bytes.count + 1
                guard size <= Self.longestRecord else {
                    throw bad("a record longer than \(Self.longestRecord) bytes: a quote that does not end?", line.number)
                }
                if let problem = record.take(last.bytes) { throw bad(problem, last.number) }
                if record.isComplete { return record }
                guard let more = try nextLine() else {
                    throw bad("the quoted field that begins in this record does not end", line.number)
                }
                last = more
            }
        }
        return nil
    }

    /// The complaint about a record.
    package func bad(_ what: String, _ line: Int) -> Failure {
        Failure(.badData, what, at: "\(path):\(line)", remedy: "mend the line")
    }

    private func nextLine() throws(Failure) -> TextLine? {
        guard var line = try lines.next() else { return nil }
        guard !line.isTooLong else { throw bad("a line longer than \(Self.longestRecord) bytes", line.number) }
        if line.number == 1 {
            if let encoding = TextEncoding.wide(line.bytes) { throw TextEncoding.failure(encoding, at: path) }
            line.bytes.removeFirst(TextEncoding.markLength(line.bytes))
        }
        if let place = UTF8Validation.firstInvalidByte(in: line.bytes) {
            throw bad("byte \(place) of the line is not UTF-8", line.number)
        }
        return line
    }
}
