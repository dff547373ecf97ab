import Failures
import Foundation
import Yams

/// A small YAML file as keys, words and lists, each with its line: for lists of things that are not run settings.
package indirect enum YAMLOutline {
    case word(String, line: Int)
    case list([YAMLOutline], line: Int)
    case mapping([(key: String, line: Int, value: YAMLOutline)], line: Int)

    /// Reads a file.
    ///
    /// - Throws: `Failure(.missingInput)` when there is no such file; `Failure(.usage)`, with the line where it is
    ///   known, for what is not YAML, a repeated key, and a key that is no word.
    package static func read(_ path: String) throws -> YAMLOutline {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(.missingInput, "there is no such file, or it cannot be read", at: path)
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw Failure(.usage, "the file is not UTF-8 text", at: path)
        }
        do {
            guard let root = try compose(yaml: text) else { return .mapping([], line: 1) }
            return try outline(root, file: path)
        } catch let error as YamlError {
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                throw Failure(.usage, "this is not YAML (\(problem))", at: "\(path):\(mark.line)")
            case .duplicatedKeysInMapping(let keys, let context):
                throw Failure(.usage, "'\(keys.sorted().first ?? "")' is there twice", at: "\(path):\(context.mark.line)")
            default: throw Failure(.usage, "this is not YAML (\(error))", at: path)
            }
        }
    }

    package var line: Int {
        switch self {
        case .word(_, let line), .list(_, let line), .mapping(_, let line): line
        }
    }

    private static func outline(_ node: Node, file: String) throws -> YAMLOutline {
        let line = node.mark?.line ?? 1
        if let scalar = node.scalar { return .word(scalar.string, line: line) }
        if let sequence = node.sequence { return .list(try sequence.map { try outline($0, file: file) }, line: line) }
        guard let mapping = node.mapping else { throw Failure(.usage, "an alias is not read here", at: "\(file):\(line)") }
        return .mapping(
            try mapping.map { key, value in
                let line = key.mark?.line ?? line
                guard let word = key.scalar?.string else { throw Failure(.usage, "a key must be a word", at: "\(file):\(line)") }
                return (word, line, try outline(value, file: file))
            }, line: line)
    }
}
