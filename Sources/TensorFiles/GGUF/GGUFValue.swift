import Failures

/// What a key of a GGUF file may be, by the number that says so.
enum GGUFValueType: UInt32 {
    case uint8 = 0, int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64, float64

    /// Bytes of one value; of a string and an array at least.
    var bytes: Int {
        switch self {
        case .uint8, .int8, .bool: 1
        case .uint16, .int16: 2
        case .uint32, .int32, .float32: 4
        case .uint64, .int64, .float64, .string: 8
        case .array: 12
        }
    }

    var name: String {
        switch self {
        case .bool: "true or false"
        case .string: "a string"
        case .array: "a list"
        case .float32, .float64: "a number"
        default: "a whole number"
        }
    }
}

/// A key's value as it lies in the file: a single one read, a list walked through and left where it is.
enum GGUFValue: Sendable {
    case integer(Int64)
    /// A whole number above `Int64.max`.
    case large(UInt64)
    /// A float32, or a float64 that is one.
    case float(Float)
    case double(Double)
    case bool(Bool)
    case text(String)
    case list(List)

    /// Values side by side from `start` on.
    struct List: Sendable {
        let type: GGUFValueType
        let count: Int
        let start: Int
    }

    /// A list of lists of lists… deeper than this is no metadata.
    private static let deepest = 4

    static func read(_ scanner: inout GGUFScanner, _ context: @autoclosure () -> String) throws -> GGUFValue {
        let type = try valueType(&scanner, context())
        switch type {
        case .uint8: return .integer(Int64(try scanner.number(UInt8.self, context())))
        case .int8: return .integer(Int64(try scanner.number(Int8.self, context())))
        case .uint16: return .integer(Int64(try scanner.number(UInt16.self, context())))
        case .int16: return .integer(Int64(try scanner.number(Int16.self, context())))
        case .uint32: return .integer(Int64(try scanner.number(UInt32.self, context())))
        case .int32: return .integer(Int64(try scanner.number(Int32.self, context())))
        case .int64: return .integer(try scanner.number(Int64.self, context()))
        case .uint64:
            let value = try scanner.number(UInt64.self, context())
            return Int64(exactly: value).map { .integer($0) } ?? .large(value)
        case .float32: return .float(Float(bitPattern: try scanner.number(UInt32.self, context())))
        case .float64: return .double(Double(bitPattern: try scanner.number(UInt64.self, context())))
        case .bool:
            let byte = try scanner.number(UInt8.self, context())
            guard byte <= 1 else { throw scanner.failure("has \(byte) for \(context()), which is neither true (1) nor false (0)") }
            return .bool(byte == 1)
        case .string: return .text(try scanner.text(context()))
        case .array: return .list(try list(&scanner, depth: 1, context()))
        }
    }

    private static func valueType(_ scanner: inout GGUFScanner, _ context: @autoclosure () -> String) throws -> GGUFValueType {
        let number = try scanner.number(UInt32.self, "the type of \(context())")
        guard let type = GGUFValueType(rawValue: number) else {
            throw scanner.failure("has the unknown type \(number) for \(context())")
        }
        return type
    }

    private static func list(_ scanner: inout GGUFScanner, depth: Int, _ context: @autoclosure () -> String) throws -> List {
        guard depth <= deepest else {
            throw scanner.failure("has lists within lists more than \(deepest) deep in \(context())")
        }
        let type = try valueType(&scanner, context())
        let count = try scanner.count(ofAtLeast: type.bytes, "the length of the list \(context())")
        let list = List(type: type, count: count, start: scanner.position)
        switch type {
        case .string: for _ in 0..<count { _ = try scanner.string(context()) }
        case .array: for _ in 0..<count { _ = try self.list(&scanner, depth: depth + 1, context()) }
        default: try scanner.skip(count * type.bytes, context())
        }
        return list
    }

    /// For messages.
    var shown: String {
        switch self {
        case .integer(let value): "\(value)"
        case .large(let value): "\(value)"
        case .float(let value): "\(value)"
        case .double(let value): "\(value)"
        case .bool(let value): "\(value)"
        case .text(let value): value.quoted
        case .list(let list): "a list of \(list.count)"
        }
    }
}
