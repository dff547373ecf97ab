import Failures
import Foundation

/// A model folder's `config.json`, read strictly: what is asked for must be there, of the right type and possible.
/// Keys that nobody asks for are passed over (such files carry many that do not change what is computed).
struct ConfigurationFile {
    let path: String
    private let values: [String: Value]

    /// Throws `.missingInput` where there is no such file, `.badData` where it is no JSON object.
    init(folder: String) throws {
        let file = URL(filePath: folder, directoryHint: .isDirectory).appending(path: "config.json")
        path = file.path(percentEncoded: false)
        guard FileManager.default.fileExists(atPath: path) else {
            throw Failure(
                .missingInput, "there is no config.json", at: folder,
                remedy: "name a folder in Hugging Face's layout: config.json beside model.safetensors")
        }
        let data: Data
        do { data = try Data(contentsOf: file) } catch {
            throw Failure(.io, "cannot be read: \(error.localizedDescription)", at: path)
        }
        do { values = try JSONDecoder().decode([String: Value].self, from: data) } catch {
            throw Failure(.badData, "is no JSON object", at: path, remedy: "fetch the file again")
        }
    }

    private init(path: String, values: [String: Value]) {
        self.path = path
        self.values = values
    }

    /// Whether the key is there with a value other than null.
    func has(_ key: String) -> Bool { values[key].map { $0 != .null } ?? false }

    /// Whether the key is there, null or not.
    func mentions(_ key: String) -> Bool { values[key] != nil }

    func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int {
        guard case .number(let number) = try value(key), let integer = Int(exactly: number) else {
            throw wrong(key, "a whole number")
        }
        guard range.contains(integer) else { throw wrong(key, "\(range.lowerBound) to \(range.upperBound)") }
        return integer
    }

    /// A number above zero.
    func positive(_ key: String) throws -> Double {
        guard case .number(let number) = try value(key), number > 0, Float(number).isFinite, Float(number) > 0 else {
            throw wrong(key, "a number above 0")
        }
        return number
    }

    func bool(_ key: String) throws -> Bool {
        guard case .bool(let flag) = try value(key) else { throw wrong(key, "true or false") }
        return flag
    }

    func string(_ key: String) throws -> String {
        guard case .string(let text) = try value(key) else { throw wrong(key, "a string") }
        return text
    }

    func strings(_ key: String) throws -> [String] {
        guard case .array(let elements) = try value(key) else { throw wrong(key, "a list of strings") }
        return try elements.map {
            guard case .string(let text) = $0 else { throw wrong(key, "a list of strings") }
            return text
        }
    }

    func object(_ key: String) throws -> ConfigurationFile {
        guard case .object(let members) = try value(key) else { throw wrong(key, "an object") }
        return ConfigurationFile(path: path, values: members)
    }

    /// The failure of a key whose value is not what it must be.
    func wrong(_ key: String, _ expected: String) -> Failure {
        Failure(
            .badData, "'\(key)' is \(values[key]?.description ?? "missing"), expected \(expected)", at: path,
            remedy: "the folder must hold a Gemma-2 model as Hugging Face saves it")
    }

    private func value(_ key: String) throws -> Value {
        guard let value = values[key] else { throw wrong(key, "a value") }
        return value
    }

    private enum Value: Decodable, Equatable, CustomStringConvertible {
        case null, bool(Bool), number(Double), string(String), array([Value]), object([String: Value])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let flag = try? container.decode(Bool.self) {
                self = .bool(flag)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else if let text = try? container.decode(String.self) {
                self = .string(text)
            } else if let elements = try? container.decode([Value].self) {
                self = .array(elements)
            } else {
                self = .object(try container.decode([String: Value].self))
            }
        }

        var description: String {
            switch self {
            case .null: "null"
            case .bool(let flag): "\(flag)"
            case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
            case .string(let text): "'\(text)'"
            case .array: "a list"
            case .object: "an object"
            }
        }
    }
}
