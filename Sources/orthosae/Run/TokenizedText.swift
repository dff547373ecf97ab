import Failures
import Files
import Foundation
import Tokens

/// A text's ids, their pieces and the text that they decode to.
struct TokenizedText {
    private let ids: [Int32]
    private let pieces: [String]
    private let decoded: String
    private let bytes: Int
    private let bos: (id: Int32, piece: String)?

    init(_ utf8: [UInt8], _ tokenizer: Tokenizer, special: Bool) {
        ids = tokenizer.encode(utf8: utf8, addSpecialTokens: special)
        pieces = ids.map { tokenizer.token($0) ?? "" }
        decoded = tokenizer.decode(ids, skipSpecialTokens: false)
        bytes = utf8.count
        bos = tokenizer.bosID.map { ($0, tokenizer.token($0) ?? "") }
    }

    /// A file that is one text.
    ///
    /// - Throws: `Failure`: `.badData` where it is not UTF-8; what reading it throws.
    static func whole(_ file: String) throws -> [UInt8] {
        let bytes = try WholeFile.bytes(file)
        if let offset = UTF8Validation.firstInvalidByte(in: bytes) {
            throw Failure(.badData, "byte \(offset) is not UTF-8", at: file)
        }
        return bytes
    }

    /// Calls with each line of a `.txt` file, each document of another corpus file.
    ///
    /// - Throws: `Failure`: `.badData` with the line for one that is not UTF-8 or no document; what reading throws.
    static func forEach(in file: String, column: String? = nil, _ body: ([UInt8]) throws -> Void) throws {
        guard let format = Corpus.format(of: file) else { _ = try Corpus.files(at: [file]); return }
        if format == .table {
            let texts = try CorpusTexts(table: file, column: column)
            while let text = try texts.next() { try body(text) }
            return
        }
        let reader = LineReader(try CorpusBytes(file: file), longLines: .passOver(over: 1 << 25))
        var number = 0
        while let line = try reader.next() {
            number += 1
            func bad(_ what: String) -> Failure { Failure(.badData, what, at: "\(file):\(number)") }
            if line.isTooLong { throw bad("the line is longer than \(1 << 25) bytes") }
            switch format {
            case .text:
                guard UTF8Validation.firstInvalidByte(in: line.bytes) == nil else { throw bad("not UTF-8") }
                try body(line.bytes)
            case .jsonLines:
                guard let text = try JSONFile.value(line.bytes, at: "\(file):\(number)")["text"]?.bytes else {
                    throw bad("there is no 'text'")
                }
                try body(Array(text))
            case .table: return
            }
        }
    }

    /// For a person: an id and its piece a line, then what is to be known of them.
    var text: String {
        var rows = zip(ids, pieces).map { (String($0), $1.quoted) }
        rows.append(("tokens", "\(Wording.count(ids.count)) of \(Wording.count(bytes)) bytes"))
        rows.append(("BOS", bos.map { "\($0.id) \($0.piece.quoted)" } ?? "none"))
        return Wording.table(rows)
    }

    /// For a program.
    func json(oneLine: Bool) throws -> String {
        if oneLine {
            let list = ids.map(String.init).joined(separator: ",")
            return #"{"ids":[\#(list)],"decoded":\#(TokenizedText.ascii(JSONText.quoted(decoded)))}"#
        }
        return try Wording.json([
            "ids": ids.map { Int($0) }, "pieces": pieces, "decoded": decoded, "bos_id": bos.map { Int($0.id) } ?? NSNull(),
        ])
    }

    /// JSON with every character beyond ASCII escaped: what is odd in a text must reach the reader unchanged.
    private static func ascii(_ json: String) -> String {
        var text = ""
        for unit in json.utf16 {
            if unit < 0x7F {
                text.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            } else {
                let digits = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return text
    }
}
