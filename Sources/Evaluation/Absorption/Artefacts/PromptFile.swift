import Failures
import Files
import Foundation

/// Words and prompts as SAEBench writes them.
enum PromptFile {
    /// A CSV file (RFC 4180: fields may be quoted and then hold line ends) with the columns `prompt` and `token`.
    static func read(csv file: URL) throws -> [FirstLetterPrompt] {
        let place = file.path(percentEncoded: false)
        let bytes = try WholeFile.bytes(place)
        try TextEncoding.requireUTF8(bytes[...], at: place)
        var rows = CSVRows(Array(bytes[TextEncoding.markLength(bytes)...]), place: place)
        guard let header = try rows.next(), let prompt = header.fields.firstIndex(of: "prompt"),
            let token = header.fields.firstIndex(of: "token")
        else { throw Failure(.badData, "has no columns 'prompt' and 'token'", at: place) }
        var prompts: [FirstLetterPrompt] = []
        while let row = try rows.next() {
            guard row.fields.count == header.fields.count else {
                throw Failure(
                    .badData, "\(row.fields.count) fields, the header has \(header.fields.count)",
                    at: "\(place):\(row.line)")
            }
            prompts.append(try checked(row.fields[token], row.fields[prompt], at: "\(place):\(row.line)"))
        }
        return prompts
    }

    /// A JSON list of objects with `token` and `prompt`.
    static func read(json file: URL) throws -> [FirstLetterPrompt] {
        let place = file.path(percentEncoded: false)
        guard let entries = try JSONTree(file: file).elements else { throw Failure(.badData, "is no list", at: place) }
        return try entries.enumerated().map { number, entry in
            guard let word = entry["token"]?.string, let text = entry["prompt"]?.string else {
                throw Failure(.badData, "entry \(number) has no 'token' and 'prompt'", at: place)
            }
            return try checked(word, text, at: place)
        }
    }

    private static func checked(_ word: String, _ text: String, at place: String) throws -> FirstLetterPrompt {
        guard FirstLetterVocabulary.isWord(word) else {
            throw Failure(.badData, "\(word.quoted) is not a word of ASCII letters", at: place)
        }
        return FirstLetterPrompt(word: word, text: text)
    }
}

/// The rows of a CSV text, one after the other.
struct CSVRows {
    struct Row {
        let fields: [String]
        /// Where it begins, from 1.
        let line: Int
    }

    private let bytes: [UInt8]
    private let place: String
    private var at = 0
    private var line = 1

    init(_ bytes: [UInt8], place: String) {
        self.bytes = bytes
        self.place = place
    }

    /// nil at the end. Throws `Failure(.badData)` for a quote that does not end.
    mutating func next() throws -> Row? {
        if at >= bytes.count { return nil }
        let first = line
        var fields: [String] = []
        while true {
            fields.append(try field())
            guard at < bytes.count else { break }
            let end = bytes[at]
            at += 1
            if end == UInt8(ascii: ",") { continue }
            if end == UInt8(ascii: "\r"), at < bytes.count, bytes[at] == UInt8(ascii: "\n") { at += 1 }
            line += 1
            break
        }
        return Row(fields: fields, line: first)
    }

    private mutating func field() throws -> String {
        let quote = UInt8(ascii: "\"")
        var field: [UInt8] = []
        var isQuoted = false
        let first = line
        while at < bytes.count {
            let byte = bytes[at]
            if isQuoted {
                at += 1
                if byte == quote {
                    if at < bytes.count, bytes[at] == quote {
                        field.append(quote)
                        at += 1
                    } else {
                        isQuoted = false
                    }
                } else {
                    if byte == UInt8(ascii: "\n") { line += 1 }
                    field.append(byte)
                }
            } else if byte == quote {
                isQuoted = true
                at += 1
            } else if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                break
            } else {
                field.append(byte)
                at += 1
            }
        }
        if isQuoted { throw Failure(.badData, "a quoted field that does not end", at: "\(place):\(first)") }
        return String(decoding: field, as: UTF8.self)
    }
}
