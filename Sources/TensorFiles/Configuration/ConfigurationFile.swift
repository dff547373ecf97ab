package import Failures
package import Files
package import Foundation

/// The JSON object that lies beside weights (a model's `config.json`, an SAE's `cfg.json`), read strictly: what is asked
/// for must be there, of the right type and possible. Nobody else's defaults are guessed here; who asks knows them.
package struct ConfigurationFile: Sendable {
    package let path: String
    /// What a reader of any complaint about a value may do.
    private let remedy: String
    private let values: [String: Value]
    /// What messages call a key where it stands elsewhere under another name.
    private var shownAs: [String: String] = [:]

    /// The largest file that is taken for a configuration, in bytes: the longest real ones list a vocabulary.
    private static let longest = 1 << 24

    /// Throws `.missingInput` where there is no such file, `.badData` where it is no JSON object.
    package init(_ file: URL, remedy: String) throws {
        path = file.filePath
        self.remedy = remedy
        let again = "fetch the file again"
        let found: JSONValue
        do {
            found = try JSONFile.value(path, atMost: ConfigurationFile.longest)
        } catch {
            throw Failure(error.kind, error.what, at: error.place, remedy: error.remedy ?? again)
        }
        guard case .object(let values) = Value(found) else {
            throw Failure(.badData, "is no JSON object", at: path, remedy: again)
        }
        self.values = values
    }

    /// Values from elsewhere (a GGUF file's keys) under the names of such a file.
    ///
    /// - Parameter shownAs: what messages call them.
    package init(path: String, members: [String: JSONTree], shownAs: [String: String], remedy: String) {
        self.init(path: path, remedy: remedy, values: members.mapValues(Value.init), shownAs: shownAs)
    }

    private init(path: String, remedy: String, values: [String: Value], shownAs: [String: String]) {
        self.path = path
        self.remedy = remedy
        self.values = values
        self.shownAs = shownAs
    }

    /// Every key that is there, sorted.
    package var keys: [String] { values.keys.sorted() }

    /// Whether the key is there with a value other than null.
    package func has(_ key: String) -> Bool { values[key].map { $0 != .null } ?? false }

    /// Whether the key is there, null or not.
    package func mentions(_ key: String) -> Bool { values[key] != nil }

    /// Whether the key says nothing: it is absent, null, false, "none" or empty.
    package func isNeutral(_ key: String) -> Bool {
        switch values[key] {
        case nil, .null, .bool(false), .string("none"), .string(""): true
        case .array(let elements): elements.allSatisfy { $0 == .null }
        case .object(let members): members.isEmpty
        case .bool, .number, .string: false
        }
    }

    /// Whether two keys have one value.
    package func agree(_ key: String, _ other: String) -> Bool { values[key] == values[other] }

    package func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int {
        guard case .number(let number) = try value(key), let integer = Int(exactly: number) else {
            throw wrong(key, "a whole number")
        }
        guard range.contains(integer) else { throw wrong(key, "\(range.lowerBound) to \(range.upperBound)") }
        return integer
    }

    /// A number above zero.
    package func positive(_ key: String) throws -> Double {
        guard case .number(let number) = try value(key), number > 0, Float(number).isFinite, Float(number) > 0 else {
            throw wrong(key, "a number above 0")
        }
        return number
    }

    package func bool(_ key: String) throws -> Bool {
        guard case .bool(let flag) = try value(key) else { throw wrong(key, "true or false") }
        return flag
    }

    package func string(_ key: String) throws -> String {
        guard case .string(let text) = try value(key) else { throw wrong(key, "a string") }
        return text
    }

    package func strings(_ key: String) throws -> [String] {
        guard case .array(let elements) = try value(key) else { throw wrong(key, "a list of strings") }
        return try elements.map {
            guard case .string(let text) = $0 else { throw wrong(key, "a list of strings") }
            return text
        }
    }

    /// `[[["global", "local"], 12], …]`: names, and how often they come. `expected` is what a message says.
    package func repeated(_ key: String, _ expected: String, atMost most: Int) throws -> [(names: [String], times: Int)] {
        guard case .array(let parts) = try value(key) else { throw wrong(key, expected) }
        return try parts.map { part in
            guard case .array(let pair) = part, pair.count == 2, case .array(let names) = pair[0],
                case .number(let number) = pair[1], let times = Int(exactly: number), (1...most).contains(times)
            else { throw wrong(key, expected) }
            let words = try names.map { name in
                guard case .string(let word) = name else { throw wrong(key, expected) }
                return word
            }
            return (words, times)
        }
    }

    package func object(_ key: String) throws -> ConfigurationFile {
        guard case .object(let members) = try value(key) else { throw wrong(key, "an object") }
        return ConfigurationFile(path: path, remedy: remedy, values: members, shownAs: shownAs)
    }

    /// The failure of a key whose value is not what it must be.
    package func wrong(_ key: String, _ expected: String) -> Failure {
        Failure(
            .badData, "\((shownAs[key] ?? key).quoted) is \(values[key]?.description ?? "missing"), expected \(expected)", at: path,
            remedy: remedy)
    }

    private func value(_ key: String) throws -> Value {
        guard let value = values[key] else { throw wrong(key, "a value") }
        return value
    }

    private enum Value: Sendable, Equatable, CustomStringConvertible {
        case null, bool(Bool), number(Double), string(String), array([Value]), object([String: Value])

        init(_ found: JSONValue) {
            if let flag = found.bool {
                self = .bool(flag)
            } else if let number = found.double {
                self = .number(number)
            } else if let text = found.string {
                self = .string(text)
            } else if let elements = found.array {
                self = .array(elements.map(Value.init))
            } else if let members = found.members {
                // Of a key that stands twice the last counts, as in Python.
                self = .object(
                    Dictionary(members.map { (String(decoding: $0.key, as: UTF8.self), Value($0.value)) }) { $1 })
            } else {
                self = .null
            }
        }

        init(_ tree: JSONTree) {
            switch tree {
            case .null: self = .null
            case .bool(let flag): self = .bool(flag)
            case .integer(let number): self = .number(Double(number))
            case .number(let number): self = .number(number)
            case .text(let text): self = .string(text)
            case .list(let elements): self = .array(elements.map(Value.init))
            case .object(let members):
                self = .object(Dictionary(members.map { ($0.key, Value($0.value)) }) { $1 })
            }
        }

        var description: String {
            switch self {
            case .null: "null"
            case .bool(let flag): "\(flag)"
            case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
            case .string(let text): text.quoted
            case .array: "a list"
            case .object: "an object"
            }
        }
    }
}
