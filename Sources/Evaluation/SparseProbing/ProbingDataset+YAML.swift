import Failures
public import Foundation
import Records

/// Data sets that a user describes in a few lines:
///
///     movie_reviews:
///       file: movie_reviews.jsonl
///       text: text
///       label: label
///       classes: [neg, pos]
extension ProbingDataset {
    private static let keys = [
        "file", "train_file", "test_file", "text", "label", "classes", "train", "test", "split", "group",
        "drop_characters", "minimum_characters",
    ]

    /// Reads descriptions, in the file's order.
    ///
    /// - Throws: `Failure(.missingInput)` when there is no such file; `Failure(.usage)`, with file and line, for an
    ///   unknown key, one that is missing, an impossible value and fewer than two classes.
    public static func read(_ file: URL) throws -> [ProbingDataset] {
        let path = file.path(percentEncoded: false)
        guard case .mapping(let entries, _) = try YAMLOutline.read(path), !entries.isEmpty else {
            throw Failure(
                .usage, "there is no data set in it", at: path, remedy: "write a name, and 'file: …' indented below it")
        }
        return try entries.map { try Self(named: $0.key, $0.value, file: path, line: $0.line) }
    }

    private init(named name: String, _ outline: YAMLOutline, file path: String, line: Int) throws {
        func wrong(_ what: String, _ line: Int, _ remedy: String? = nil) -> Failure {
            Failure(.usage, what, at: "\(path):\(line)", remedy: remedy)
        }
        guard case .mapping(let members, _) = outline else {
            throw wrong("\(name.quoted) has no fields", line, "write 'file: …' and the others indented below it")
        }
        var words: [String: (text: String, line: Int)] = [:], classes: [Class]?
        for (key, line, value) in members {
            guard Self.keys.contains(key) else {
                throw wrong(
                    "\(key.quoted) is no field of a data set", line, "fields: \(Self.keys.joined(separator: ", "))")
            }
            if key == "classes" {
                guard case .list(let items, _) = value else {
                    throw wrong("'classes' is no list", line, "write classes: [a, b]")
                }
                classes = try items.map {
                    guard case .word(let label, _) = $0 else { throw wrong("a class is no word", $0.line) }
                    return Class(label)
                }
            } else {
                guard case .word(let text, _) = value else { throw wrong("\(key.quoted) is no word", line) }
                words[key] = (text, line)
            }
        }
        func count(_ key: String, _ usual: Int, from least: Int) throws -> Int {
            guard let (text, line) = words[key] else { return usual }
            guard let number = Int(text), number >= least else {
                throw wrong("\(key) is \(text.quoted), no whole number from \(least)", line)
            }
            return number
        }
        guard let classes else { throw wrong("\(name.quoted) lacks 'classes'", line) }
        guard classes.count > 1, Set(classes.map(\.name)).count == classes.count else {
            throw wrong("\(name.quoted) needs two or more different classes, and has "
                    + classes.map(\.name.quoted).joined(separator: ", ").oneLine(atMost: 200), line)
        }
        guard let text = words["text"]?.text else {
            throw wrong("\(name.quoted) lacks 'text', the field of the text", line)
        }
        guard let label = words["label"]?.text else {
            throw wrong("\(name.quoted) lacks 'label', the field of the class", line)
        }
        let files: Files
        switch (words["file"]?.text, words["train_file"]?.text, words["test_file"]?.text) {
        case (let one?, nil, nil): files = .one(one)
        case (nil, let train?, let test?): files = .split(train: train, test: test)
        default: throw wrong("\(name.quoted) needs 'file', or 'train_file' and 'test_file'", line)
        }
        var isSplit = false
        if case .split = files { isSplit = true }
        var choice = isSplit ? Choice.sample : .shuffle
        if let (text, line) = words["split"] {
            let possible: [Choice] = isSplit ? [.order, .sample] : [.order, .shuffle]
            guard let found = Choice(rawValue: text), possible.contains(found) else {
                throw wrong(
                    "split is \(text.quoted), which is not possible here", line,
                    "write \(possible.map(\.rawValue).joined(separator: " or "))")
            }
            choice = found
        }
        self.init(
            name: name, files: files, textField: text, labelField: label, classes: classes, choice: choice,
            groupField: words["group"]?.text)
        train = try count("train", 2000, from: 1)
        test = try count("test", 500, from: 1)
        droppedCharacters = try count("drop_characters", 0, from: 0)
        minimumCharacters = try count("minimum_characters", 0, from: 0)
    }
}
