import Failures
import Files
import Foundation
import Tokens

/// Reads files of labelled texts record by record: JSON lines, CSV (RFC 4180) and tab-separated values, each also
/// compressed with zstd.
final class TableReader {
    enum Format {
        case jsonLines, csv, tsv

        /// By the file's name; nil for another kind.
        init?(file: String) {
            var name = file.lowercased()
            if name.hasSuffix(".zst") { name.removeLast(4) }
            if name.hasSuffix(".jsonl") {
                self = .jsonLines
            } else if name.hasSuffix(".csv") {
                self = .csv
            } else if name.hasSuffix(".tsv") {
                self = .tsv
            } else {
                return nil
            }
        }

        static let endings = ["jsonl", "jsonl.zst", "csv", "tsv", "csv.zst", "tsv.zst"]
    }

    /// One record; `line` is where it begins.
    struct Record {
        let line: Int
        let field: (_ name: String) -> Value?
    }

    /// A field's text, and whether it was a string rather than a number or a truth value.
    struct Value {
        let text: [UInt8]
        let isString: Bool
    }

    private static let longestLine = 1 << 28
    let file: String
    private let format: Format
    private let lines: LineReader
    private var header: [String: Int]?
    private var columns = 0

    /// Opens a file.
    ///
    /// - Throws: `Failure(.missingInput)` when it cannot be opened, `.usage` for a name without a known ending.
    init(file: String) throws {
        guard let format = Format(file: file) else {
            throw Failure(
                .usage, "a data set is in .jsonl, .csv or .tsv, perhaps with .zst behind it", at: file)
        }
        self.file = file
        self.format = format
        lines = try LineReader(file: file, longLines: .refuse(over: Self.longestLine))
    }

    /// The next record, nil at the end. Blank lines are passed over.
    ///
    /// - Throws: `Failure(.badData)` with file and line for one that cannot be read.
    func next() throws -> Record? {
        if format == .jsonLines { return try nextObject() }
        guard let header else {
            guard let (names, line) = try nextRow() else { return nil }
            var places: [String: Int] = [:]
            for (place, name) in names.enumerated() {
                guard places.updateValue(place, forKey: String(decoding: name, as: UTF8.self)) == nil else {
                    throw bad("the column '\(String(decoding: name, as: UTF8.self))' is there twice", line)
                }
            }
            header = places
            columns = names.count
            return try next()
        }
        guard let (fields, line) = try nextRow() else { return nil }
        guard fields.count == columns else {
            throw bad("\(fields.count) fields where the first line names \(columns)", line)
        }
        return Record(line: line) { name in header[name].map { Value(text: fields[$0], isString: true) } }
    }

    private func nextObject() throws -> Record? {
        while let line = try nextLine() {
            if line.bytes.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) { continue }
            let root: JSONValue
            do {
                root = try JSONReader.read(line.bytes).root
            } catch {
                throw bad("bad JSON: \(error.reason) (byte \(error.offset) of the line)", line.number)
            }
            guard root.members != nil else { throw bad("not a JSON object", line.number) }
            return Record(line: line.number) { name in
                var value: JSONValue? = root[name]
                if value == nil {
                    // `translation.en` is a field of a field.
                    value = root
                    for part in name.split(separator: ".") { value = value?[String(part)] }
                }
                if let bytes = value?.bytes { return Value(text: Array(bytes), isString: true) }
                if let number = value?.double {
                    let text = Int(exactly: number).map(String.init) ?? String(number)
                    return Value(text: Array(text.utf8), isString: false)
                }
                return value?.bool.map { Value(text: Array(String($0).utf8), isString: false) }
            }
        }
        return nil
    }

    private func nextRow() throws -> (fields: [[UInt8]], line: Int)? {
        while let line = try nextLine() {
            if line.bytes.isEmpty || line.bytes == [0x0D] { continue }
            if format == .tsv {
                // No quotes there: a field ends where the tab is.
                let bytes = line.bytes.last == 0x0D ? line.bytes.dropLast() : line.bytes[...]
                return (bytes.split(separator: 0x09, omittingEmptySubsequences: false).map(Array.init), line.number)
            }
            var row = CSVRow()
            var last = line
            while true {
                if let problem = row.take(last.bytes) { throw bad(problem, last.number) }
                if row.isComplete { return (row.fields, line.number) }
                guard let more = try nextLine() else {
                    throw bad("the quoted field that begins in this record does not end", line.number)
                }
                last = more
            }
        }
        return nil
    }

    private func nextLine() throws -> CorpusLine? {
        guard var line = try lines.next() else { return nil }
        if line.number == 1, line.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { line.bytes.removeFirst(3) }
        if let place = UTF8Validation.firstInvalidByte(in: line.bytes) {
            throw bad("byte \(place) of the line is not UTF-8", line.number)
        }
        return line
    }

    /// The complaint about a record.
    func bad(_ what: String, _ line: Int) -> Failure {
        Failure(.badData, what, at: "\(file):\(line)", remedy: "mend the line")
    }
}
