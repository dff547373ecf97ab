import Failures
import Files
import Foundation
import Tables
import Tokens

/// Reads files of labelled texts record by record: JSON lines, CSV (RFC 4180) and tab-separated values, each also
/// compressed with zstd or gzip; Parquet and Arrow.
final class TableReader {
    enum Format {
        case jsonLines, csv, tsv, columns

        /// By the file's name; nil for another kind.
        init?(file: String) {
            var name = file.lowercased()
            if name.hasSuffix(".parquet") || name.hasSuffix(".arrow") {
                self = .columns
                return
            }
            for packing in [".zst", ".gz"] where name.hasSuffix(packing) { name.removeLast(packing.count) }
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

        /// In the order in which a name without an ending is looked for.
        static let endings = [
            "jsonl", "jsonl.zst", "csv", "tsv", "csv.zst", "tsv.zst", "jsonl.gz", "csv.gz", "tsv.gz", "parquet", "arrow",
        ]
    }

    /// One record; `line` is where it begins, of Parquet and Arrow its row, both counted from 1.
    struct Record {
        let line: Int
        let field: (_ name: String) -> Value?
    }

    /// A field's text, and what it was.
    struct Value {
        /// Of a string, a number or a truth value; nil for everything else.
        let text: [UInt8]?
        /// For messages: "a string", "null", "a list".
        let kind: String
        var isString: Bool { kind == "a string" }
        /// There is nothing in it: null, as JSON has it, or NaN, as Python writes a table's empty cell.
        var isAbsent: Bool { kind == "null" || kind == "NaN" }
    }

    /// Bytes of a line or of a record's lines, and of one field of JSON.
    private static let longestRecord = 1 << 25
    private static let longestField = 1 << 23
    let file: String
    private let format: Format
    /// One of these.
    private let lines: LineReader?
    private let rows: ColumnRecords?
    /// The members of an object that somebody may ask for.
    private let keys: [String]
    private var header: [String: Int]?
    private var columns = 0

    /// Opens a file.
    ///
    /// - Parameter fields: those that will be asked for; of a JSON record nothing else is kept.
    /// - Throws: `Failure` as `InputFile` does, `.usage` for a name without a known ending.
    init(file: String, fields: [String]) throws {
        guard let format = Format(file: file) else {
            throw Failure(
                .usage, "a data set is in .jsonl, .csv or .tsv, perhaps with .zst or .gz behind it, in .parquet or .arrow",
                at: file)
        }
        self.file = file
        self.format = format
        // `translation.en` is a field of a field.
        keys = fields.flatMap { [$0, $0.split(separator: ".").first.map(String.init) ?? $0] }
        if format == .columns {
            (lines, rows) = (nil, try ColumnRecords(file, fields))
        } else {
            lines = LineReader(try CorpusBytes(file: file), longLines: .passOver(over: Self.longestRecord))
            rows = nil
        }
    }

    /// The next record, nil at the end. Blank lines are passed over.
    ///
    /// - Throws: `Failure(.badData)` with file and line for one that cannot be read.
    func next() throws -> Record? {
        if let rows { return try rows.next() }
        if format == .jsonLines { return try nextObject() }
        guard let header else {
            guard let (names, line) = try nextRow() else { return nil }
            var places: [String: Int] = [:]
            for (place, name) in names.enumerated() {
                guard places.updateValue(place, forKey: String(decoding: name, as: UTF8.self)) == nil else {
                    throw bad("the column \(String(decoding: name, as: UTF8.self).quoted) is there twice", line)
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
        return Record(line: line) { name in header[name].map { Value(text: fields[$0], kind: "a string") } }
    }

    private func nextObject() throws -> Record? {
        while let line = try nextLine() {
            if line.bytes.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) { continue }
            let root: JSONValue
            do {
                root = try JSONReader.read(line.bytes, only: keys, atMost: Self.longestField).root
            } catch {
                throw bad(error.isLimit ? error.reason : "bad JSON: \(error.reason) (byte \(error.offset) of the line)", line.number)
            }
            guard root.members != nil else { throw bad("not a JSON object", line.number) }
            return Record(line: line.number) { name in
                var value: JSONValue? = root[name]
                if value == nil {
                    // `translation.en` is a field of a field.
                    value = root
                    for part in name.split(separator: ".") { value = value?[String(part)] }
                }
                return value.map(Self.value)
            }
        }
        return nil
    }

    private static func value(_ json: JSONValue) -> Value {
        if let bytes = json.bytes { return Value(text: Array(bytes), kind: json.kind) }
        let text = json.double.map { Int(exactly: $0).map(String.init) ?? String($0) } ?? json.bool.map { String($0) }
        return Value(text: text.map { Array($0.utf8) }, kind: json.kind)
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
            var last = line, size = 0
            while true {
                size += last.bytes.count + 1
                guard size <= Self.longestRecord else {
                    throw bad("a record longer than \(Self.longestRecord) bytes: a quote that does not end?", line.number)
                }
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

    private func nextLine() throws -> TextLine? {
        guard var line = try lines?.next() else { return nil }
        guard !line.isTooLong else { throw bad("a line longer than \(Self.longestRecord) bytes", line.number) }
        if line.number == 1 {
            if let encoding = TextEncoding.wide(line.bytes) { throw TextEncoding.failure(encoding, at: file) }
            line.bytes.removeFirst(TextEncoding.markLength(line.bytes))
        }
        if let place = UTF8Validation.firstInvalidByte(in: line.bytes) {
            throw bad("byte \(place) of the line is not UTF-8", line.number)
        }
        return line
    }

    /// The complaint about a record.
    func bad(_ what: String, _ line: Int) -> Failure {
        let isRow = format == .columns
        return Failure(
            .badData, what, at: isRow ? "\(file), row \(line)" : "\(file):\(line)",
            remedy: isRow ? "mend the row" : "mend the line")
    }
}
