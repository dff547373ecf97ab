/// A JSON value whose objects keep their order, so that the same result is written in the same bytes.
public enum JSONTree: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([JSONTree])
    case object([Member])

    /// A key and its value.
    public struct Member: Sendable, Equatable {
        public var key: String
        public var value: JSONTree

        public init(_ key: String, _ value: JSONTree) {
            self.key = key
            self.value = value
        }
    }

    /// An object's value for a key, the last one where it stands twice; nil for everything else.
    public subscript(key: String) -> JSONTree? {
        if case .object(let members) = self { members.last { $0.key == key }?.value } else { nil }
    }

    /// A number, whole or not.
    public var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    public var integer: Int? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }

    public var string: String? { if case .text(let value) = self { value } else { nil } }

    public var elements: [JSONTree]? { if case .list(let values) = self { values } else { nil } }

    public var members: [Member]? { if case .object(let members) = self { members } else { nil } }

    /// The object with a value set: in the key's place where it has one, at the end otherwise. What is no object
    /// becomes one.
    public func setting(_ key: String, to value: JSONTree) -> JSONTree {
        var all = members ?? []
        if let at = all.lastIndex(where: { $0.key == key }) {
            all[at].value = value
        } else {
            all.append(Member(key, value))
        }
        return .object(all)
    }
}

extension JSONTree: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(stringLiteral value: String) { self = .text(value) }
    public init(arrayLiteral elements: JSONTree...) { self = .list(elements) }
    public init(dictionaryLiteral elements: (String, JSONTree)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}
