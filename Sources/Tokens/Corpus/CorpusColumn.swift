import Failures
import Files
import Tables

/// The field or column of a corpus' files that holds its documents.
struct CorpusColumn: Equatable {
    enum Kind { case text, ids }

    var name: String
    var kind: Kind

    /// In the order in which they are looked for. Source: SAELens 6.54 `activations_store.py`.
    static let known = ["tokens", "input_ids", "text", "problem"]
    /// Those of conversations: a model's chat template would make text of them, and there is no such template here.
    static let chats = ["conversation", "conversations", "messages"]

    /// A table's column by its name.
    ///
    /// Throws: `Failure`: `.usage` where there is none of that name, `.badData` for one that is neither text nor ids.
    static func named(_ name: String, of table: any TableFile) throws(Failure) -> CorpusColumn {
        guard let column = table.columns.first(where: { $0.name == name }) else {
            let names = table.columns.prefix(40).map(\.name)
            throw Failure(
                .usage, "there is no column \(name.quoted)", at: table.path,
                remedy: "name one with data.column; \(Spelling.advice(for: name, among: names))")
        }
        if let kind = kind(of: column) { return CorpusColumn(name: name, kind: kind) }
        if let codec = column.unreadCodec { throw compressed(column, codec, at: table.path) }
        if isChat(column.name) { throw chat(column.name, at: table.path) }
        throw Failure(
            .badData, "the column \(name.quoted) holds \(words(column.kind)), not text or lists of token ids",
            at: table.path, remedy: remedy(table))
    }

    /// A table's column, looked for by the known names. Throws: `Failure` `.badData` where none is there.
    static func detect(in table: any TableFile) throws(Failure) -> CorpusColumn {
        for name in known {
            guard let column = table.columns.first(where: { $0.name == name }), let kind = kind(of: column) else { continue }
            return CorpusColumn(name: name, kind: kind)
        }
        for name in known {
            guard let column = table.columns.first(where: { $0.name == name }), let codec = column.unreadCodec else { continue }
            throw compressed(column, codec, at: table.path)
        }
        // A struct's or a list's fields are columns of their own: `messages.role`.
        if let column = table.columns.first(where: { isChat($0.name) }) { throw chat(column.name, at: table.path) }
        throw Failure(
            .badData, "it has no column of text or ids among \(known.map(\.quoted).joined(separator: ", "))",
            at: table.path, remedy: remedy(table))
    }

    /// The field of a file of JSON lines, as its first object has it; `text` where that says nothing, so that whoever
    /// reads the line says what is wrong with it.
    ///
    /// - Parameter asked: the name that was given; nil: one of the known names.
    /// - Throws: `Failure` `.badData` for a file of chats.
    static func field(_ asked: String?, in file: String) throws(Failure) -> CorpusColumn {
        let usual = CorpusColumn(name: asked ?? "text", kind: .text)
        guard let object = firstObject(of: file, asked.map(JSONRecord.members) ?? known + chats) else { return usual }
        for name in asked.map({ [$0] }) ?? known {
            guard let value = JSONRecord.value(name, of: object) else { continue }
            if value.bytes != nil, asked != nil || name == "text" || name == "problem" {
                return CorpusColumn(name: name, kind: .text)
            }
            if let list = value.array, !list.isEmpty, list.allSatisfy({ $0.int != nil }) { return CorpusColumn(name: name, kind: .ids) }
            if isChat(name) { throw chat(name, at: file) }
        }
        if asked == nil, object["text"] == nil, let name = chats.first(where: { object[$0]?.array != nil }) {
            throw chat(name, at: file)
        }
        return usual
    }

    /// Some fields of the first line that is an object; nil where the file's first lines cannot be read.
    private static func firstObject(of file: String, _ names: [String]) -> JSONValue? {
        guard let bytes = try? CorpusBytes(file: file) else { return nil }
        let lines = LineReader(bytes, longLines: .passOver(over: LineDocuments.longestJSONLine))
        for _ in 0..<100 {
            guard var line = (try? lines.next()) ?? nil else { return nil }
            if line.number == 1 { line.bytes.removeFirst(TextEncoding.markLength(line.bytes)) }
            guard let json = try? JSONReader.read(line.bytes, only: names, atMost: DocumentDemand.longestText).root else { continue }
            if json.members != nil { return json }
        }
        return nil
    }

    private static func kind(of column: TableColumn) -> Kind? {
        switch column.kind {
        case .text: .text
        case .integerLists: .ids
        default: nil
        }
    }

    private static func isChat(_ name: String) -> Bool {
        chats.contains { name == $0 || name.hasPrefix($0 + ".") }
    }

    private static func compressed(_ column: TableColumn, _ codec: UnreadCodec, at place: String) -> Failure {
        Failure(
            .badData, "the column \(column.name.quoted) is compressed with \(codec.name), which is not read", at: place,
            remedy: codec.remedy)
    }

    private static func chat(_ name: String, at place: String) -> Failure {
        Failure(
            .badData, "\(name.quoted) holds conversations, which are not read as text", at: place,
            remedy: "write them as text with the model's chat template (tokenizer.apply_chat_template in Python), or name "
                + "a column of text with data.column")
    }

    private static func remedy(_ table: any TableFile) -> String {
        let usable = table.columns.filter { kind(of: $0) != nil }.map(\.name.quoted)
        guard !usable.isEmpty else { return "give a file with a column of text; this one's are \(list(table))" }
        return "name one with data.column: \(usable.prefix(20).joined(separator: ", "))"
    }

    private static func list(_ table: any TableFile) -> String {
        table.columns.prefix(20).map { "\($0.name.quoted) (\(words($0.kind)))" }.joined(separator: ", ")
    }

    /// What a column holds, for messages.
    private static func words(_ kind: TableColumn.Kind) -> String {
        switch kind {
        case .text: "text"
        case .integers: "whole numbers"
        case .numbers: "numbers"
        case .truths: "truth values"
        case .integerLists: "lists of whole numbers"
        case .numberLists: "lists of numbers"
        case .textLists: "lists of text"
        case .unreadable(let what): what
        }
    }
}
