/// A parsed JSON text whose strings are byte ranges of one shared pool.
///
/// Foundation's reader is not used for two reasons: it hands out `String` keys, and `String` equality
/// is canonical equivalence, so two vocabulary entries such as U+00E9 and U+0065 U+0301 would become
/// one; and a vocabulary of 256,000 pieces with 580,000 merges takes it many seconds.
package final class JSONDocument: Sendable {
    package indirect enum Node: Sendable {
        case null
        case bool(Bool)
        case number(Double)
        /// Unescaped UTF-8 in `pool`.
        case string(Range<Int>)
        case array([Node])
        case object([Member])
    }

    package struct Member: Sendable {
        package var key: Range<Int>
        package var value: Node
    }

    let pool: [UInt8]
    private let node: Node

    init(root: Node, pool: [UInt8]) {
        self.node = root
        self.pool = pool
    }

    package var root: JSONValue { JSONValue(document: self, node: node) }
}

/// One value of a JSON document; asking for a kind that it is not gives nil.
package struct JSONValue: Sendable {
    let document: JSONDocument
    let node: JSONDocument.Node

    /// What it is, for messages: "null", "a list".
    package var kind: String {
        switch node {
        case .null: "null"
        case .bool: "a truth value"
        case .number(let value): value.isNaN ? "NaN" : "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }

    package var isNull: Bool { if case .null = node { true } else { false } }

    package var bool: Bool? { if case .bool(let value) = node { value } else { nil } }

    package var double: Double? { if case .number(let value) = node { value } else { nil } }

    package var int: Int? { double.flatMap { Int(exactly: $0) } }

    /// A string's UTF-8.
    package var bytes: ArraySlice<UInt8>? {
        if case .string(let range) = node { document.pool[range] } else { nil }
    }

    package var string: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    package var array: [JSONValue]? {
        guard case .array(let nodes) = node else { return nil }
        return nodes.map { JSONValue(document: document, node: $0) }
    }

    /// An object's members in file order, repeated keys included.
    package var members: [(key: ArraySlice<UInt8>, value: JSONValue)]? {
        guard case .object(let members) = node else { return nil }
        return members.map { (document.pool[$0.key], JSONValue(document: document, node: $0.value)) }
    }

    /// An object's value for a key; of repeated keys the last counts, as in Python and in serde.
    package subscript(key: String) -> JSONValue? {
        guard case .object(let members) = node else { return nil }
        let wanted = Array(key.utf8)
        guard let member = members.last(where: { document.pool[$0.key].elementsEqual(wanted) }) else { return nil }
        return JSONValue(document: document, node: member.value)
    }
}
