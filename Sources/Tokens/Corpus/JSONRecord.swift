import Failures
import Files

/// One line of a file of JSON lines as a document.
enum JSONRecord {
    /// Whether there is nothing on the line.
    static func isBlank(_ line: TextLine) -> Bool {
        !line.isTooLong && line.bytes.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
    }

    /// The document on a line.
    ///
    /// Throws: `Failure` `.badData` for an id that the tokenizer has not.
    static func content(
        of line: TextLine, in file: String, _ column: CorpusColumn, _ rule: TokenisedRule
    ) throws(Failure) -> Result<DocumentPiece.Content, BadRow> {
        if line.isTooLong {
            return .failure(BadRow("a line longer than \(LineDocuments.longestJSONLine) bytes", remedy: shortening))
        }
        let json: JSONValue
        do {
            json = try JSONReader.read(line.bytes, only: members(of: column.name), atMost: DocumentDemand.longestText).root
        } catch {
            return .failure(
                error.isLimit
                    ? BadRow(error.reason, remedy: shortening)
                    : BadRow("bad JSON: \(error.reason) (byte \(error.offset) of the line)"))
        }
        guard json.members != nil else { return .failure(BadRow("not a JSON object")) }
        guard let value = value(column.name, of: json) else { return .failure(BadRow("the field \(column.name.quoted) is missing")) }
        switch column.kind {
        case .text:
            if let bytes = value.bytes { return .success(.text(Array(bytes))) }
            return .failure(BadRow("the field \(column.name.quoted) is not a string but \(value.kind)"))
        case .ids:
            guard let numbers = value.array else {
                return .failure(BadRow("the field \(column.name.quoted) is not a list of ids but \(value.kind)"))
            }
            var ids: [Int64] = []
            for number in numbers {
                guard let id = number.int else {
                    return .failure(BadRow("the field \(column.name.quoted) holds \(number.kind) that is no id"))
                }
                ids.append(Int64(id))
            }
            return try rule.row(ids, of: column.name, at: "\(file):\(line.number)").map { .ids($0) }
        }
    }

    /// The members of an object in which a field may be: itself, and for `translation.en` the object that holds it.
    static func members(of field: String) -> [String] {
        [field] + field.split(separator: ".").prefix(1).map(String.init).filter { $0 != field }
    }

    /// A field of an object; `translation.en` is also a field of a field, as it is a column of a table.
    static func value(_ field: String, of json: JSONValue) -> JSONValue? {
        if let value = json[field] { return value }
        var value: JSONValue? = json
        for part in field.split(separator: ".", omittingEmptySubsequences: false) { value = value?[String(part)] }
        return value
    }

    private static let shortening = "give each document a line of its own, or a long text as .txt"

    /// That a file named `.json` has an object a line, as C4's have, and is not one list or object.
    ///
    /// - Parameter line: the first that is not blank.
    /// - Throws: `Failure` `.badData`, whatever is to become of bad lines.
    static func requireLines(_ line: TextLine, in file: String) throws(Failure) {
        guard Corpus.ending(of: file)?.ending == ".json" else { return }
        let first = line.bytes.first { $0 != 0x20 && !(0x09...0x0D).contains($0) }
        if first == UInt8(ascii: "[") {
            throw Failure(
                .badData, "the file is one JSON list, not an object a line", at: file,
                remedy: "write it as lines: jq -c '.[]' FILE.json > FILE.jsonl")
        }
        guard first == UInt8(ascii: "{"), !line.isTooLong else { return }
        var scanner = JSONScanner(line.bytes, allowsNonFinite: true)
        do {
            try scanner.skipValue()
        } catch {
            // It ends where the line does: the object goes on below.
            guard scanner.peek() == nil else { return }
            throw Failure(
                .badData, "the file is one JSON object over several lines, not an object a line", at: file,
                remedy: "write its records as lines: jq -c '.RECORDS[]' FILE.json > FILE.jsonl")
        }
    }
}
