import Failures
import Foundation
import Yams

/// A YAML file of settings: nested (`l1: {weight: 0.1}`) or dotted (`l1.weight: 0.1`) keys, some or all of them.
public enum SettingsFile {
    /// Reads the assignments in a file, each with its line.
    ///
    /// - Throws: `Failure(.missingInput)` when there is no such file; `Failure(.usage)` for YAML that cannot be read,
    ///   an unknown key or one that is there twice. Values are judged later, by `Setting.set`.
    public static func read(_ path: String) throws -> [SettingAssignment] {
        try assignments(try YAMLReader.root(ofFile: path), file: path)
    }

    /// Reads the assignments in a text, as `read` does; `file` is what errors call it.
    public static func parse(_ text: String, file: String) throws -> [SettingAssignment] {
        try assignments(try YAMLReader.root(of: text, file: file), file: file)
    }

    private static func assignments(_ root: Node?, file: String) throws -> [SettingAssignment] {
        guard let root, root.mapping != nil || root.scalar?.string != "" else { return [] }
        guard let mapping = root.mapping else {
            throw Failure(.usage, "the configuration is not a list of 'key: value' lines", at: file)
        }
        var reader = Reader(file: file)
        try reader.visit(mapping, under: "")
        return reader.found
    }

    /// The whole configuration as YAML: every setting, in the table's order. `RunConfig` reads it back as it was.
    public static func write(_ config: RunConfig, heading: String) -> String {
        var text = "# \(heading)\n"
        var section: Substring = ""
        for setting in Setting.all {
            let parts = setting.key.split(separator: ".", maxSplits: 1)
            if parts.count == 1 {
                text += "\(setting.key): \(setting.yaml(of: config))\n"
            } else {
                if parts[0] != section { text += "\(parts[0]):\n" }
                section = parts[0]
                text += "  \(parts[1]): \(setting.yaml(of: config))\n"
            }
        }
        return text
    }

    private struct Reader {
        let file: String
        var found: [SettingAssignment] = []
        var lines: [String: Int] = [:]

        mutating func visit(_ mapping: Node.Mapping, under prefix: String) throws {
            for (keyNode, value) in mapping {
                let line = keyNode.mark?.line ?? 1
                let place = "\(file):\(line)"
                guard let name = keyNode.scalar?.string else {
                    throw Failure(.usage, "a key must be a word", at: place)
                }
                let key = prefix + name
                if let inner = value.mapping {
                    guard Setting.isSection(key) else { throw unknown(key, at: place) }
                    try visit(inner, under: key + ".")
                } else {
                    if Setting.isSection(key) {
                        // An empty section is harmless; a value for a whole section is not.
                        guard Reader.text(value) == .plain("") || Reader.text(value) == SettingText.none else {
                            throw Failure(
                                .usage, "\(key.quoted) is a group of settings, not a setting", at: place,
                                remedy: "write its settings indented below it")
                        }
                        continue
                    }
                    _ = try Setting.named(key, at: place)
                    if let first = lines[key] {
                        throw Failure(
                            .usage, "\(key.quoted) is set twice", at: place, remedy: "it is also on line \(first)")
                    }
                    lines[key] = line
                    guard let text = Reader.text(value) else {
                        throw Failure(.usage, "\(key.quoted) is a list of something other than words", at: place)
                    }
                    found.append(SettingAssignment(key, text, at: place))
                }
            }
        }

        private func unknown(_ key: String, at place: String) -> any Error {
            do {
                _ = try Setting.named(key, at: place)
                return Failure(.usage, "\(key.quoted) is a setting, not a group of settings", at: place)
            } catch {
                return error
            }
        }

        /// nil for anything but a scalar or a sequence of scalars.
        static func text(_ node: Node) -> SettingText? {
            if let scalar = node.scalar {
                guard scalar.style == .plain || scalar.style == .any else { return .quoted(scalar.string) }
                return ["", "~", "null"].contains(scalar.string) ? SettingText.none : .plain(scalar.string)
            }
            guard let sequence = node.sequence else { return nil }
            let items = sequence.compactMap { $0.scalar?.string }
            return items.count == sequence.count ? .list(items) : nil
        }
    }
}

extension Setting {
    /// Whether some setting lies in the group of that name.
    static func isSection(_ key: String) -> Bool { all.contains { $0.key.hasPrefix(key + ".") } }
}
