import Failures
import Yams

/// A small YAML file as keys, words and lists, each with its line: for lists of things that are not run settings.
package indirect enum YAMLOutline {
    case word(String, line: Int)
    case list([YAMLOutline], line: Int)
    case mapping([(key: String, line: Int, value: YAMLOutline)], line: Int)

    /// Reads a file.
    ///
    /// - Throws: `Failure` as `WholeFile.text` does; `Failure(.usage)`, with the line where it is known, for what is not
    ///   YAML, an alias, a repeated key, and a key that is no word.
    package static func read(_ path: String) throws -> YAMLOutline {
        guard let root = try YAMLReader.root(ofFile: path) else { return .mapping([], line: 1) }
        return try outline(root, file: path)
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
