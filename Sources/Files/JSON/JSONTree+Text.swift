public import Failures
public import Foundation

/// To and from text.
extension JSONTree {
    /// Two spaces for each level, one member or element a line, a newline at the end.
    ///
    /// Throws `Failure(.failed)` for a number that is NaN or infinite, naming where it stands: JSON has none.
    public func text() throws(Failure) -> String {
        var out = ""
        try write(to: &out, indent: "\n", path: "")
        return out + "\n"
    }

    private func write(to out: inout String, indent: String, path: String) throws(Failure) {
        switch self {
        case .null: out += "null"
        case .bool(let value): out += value ? "true" : "false"
        case .integer(let value): out += String(value)
        case .number(let value):
            guard value.isFinite else {
                throw Failure(.failed, "the figure \(path.isEmpty ? "" : "\(path) ")is \(value), which JSON cannot hold")
            }
            out += "\(value)"
        case .text(let value): out += JSONText.quoted(value)
        case .list(let values):
            if values.isEmpty { out += "[]"; return }
            for (index, value) in values.enumerated() {
                out += (index == 0 ? "[" : ",") + indent + "  "
                try value.write(to: &out, indent: indent + "  ", path: "\(path)[\(index)]")
            }
            out += indent + "]"
        case .object(let members):
            if members.isEmpty { out += "{}"; return }
            for (index, member) in members.enumerated() {
                out += (index == 0 ? "{" : ",") + indent + "  " + JSONText.quoted(member.key) + ": "
                try member.value.write(to: &out, indent: indent + "  ", path: path.isEmpty ? member.key : "\(path).\(member.key)")
            }
            out += indent + "}"
        }
    }

    /// What a JSON file holds; a whole number becomes `.integer`.
    ///
    /// Throws `Failure`: `.missingInput` without the file, `.badData` with the line where it is no JSON.
    public init(file: URL) throws(Failure) {
        self.init(try JSONFile.value(file.filePath))
    }

    private init(_ value: JSONValue) {
        if let flag = value.bool {
            self = .bool(flag)
        } else if let number = value.double {
            self = Int(exactly: number).map { .integer($0) } ?? .number(number)
        } else if let text = value.string {
            self = .text(text)
        } else if let values = value.array {
            self = .list(values.map { JSONTree($0) })
        } else if let members = value.members {
            self = .object(members.map { Member(String(decoding: $0.key, as: UTF8.self), JSONTree($0.value)) })
        } else {
            self = .null
        }
    }
}
