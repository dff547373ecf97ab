import Failures

/// The footer's list of nodes as columns: leaves below structs and at most one list, and the reasons of the others.
///
/// Source: "Parquet logical types", Lists, with its rules for older files (a list of two levels, a repeated field
/// without a list around it).
struct ParquetSchema {
    /// Every column in the file's order; those without a leaf cannot be read.
    private(set) var columns: [(column: TableColumn, leaf: Leaf?)] = []
    /// How many column chunks a row group has.
    private(set) var leaves = 0

    private let elements: [SchemaElement]
    private var position = 0

    /// How deep structs may lie in each other.
    private static let deepest = 40

    /// What is known of a node's way down from the root.
    private struct Way {
        var name = ""
        var path: [String] = []
        var definition = 0
        var repetition = 0
        var element = 0
    }

    init(_ elements: [SchemaElement]) throws(Damage) {
        self.elements = elements
        let root = try take()
        guard root.type == nil else { throw Damage("has a schema that begins with a column") }
        for _ in 0..<root.children {
            try walk(Way(), depth: 0)
        }
        guard position == elements.count else {
            throw Damage("has \(elements.count) nodes in its schema, of which \(elements.count - position) belong to no group")
        }
    }

    private mutating func take() throws(Damage) -> SchemaElement {
        guard position < elements.count else { throw Damage("has a schema that ends within a group") }
        defer { position += 1 }
        return elements[position]
    }

    /// - Parameter named: whether the node's name belongs in the column's; not that of a list's inner nodes.
    private mutating func walk(_ parent: Way, named: Bool = true, depth: Int) throws(Damage) {
        guard depth <= Self.deepest else { throw Damage("has columns more than \(Self.deepest) structs deep") }
        let node = try take()
        var way = parent
        way.path.append(node.name)
        if named { way.name += (way.name.isEmpty ? "" : ".") + node.name }
        if node.repetition != .required { way.definition += 1 }
        if node.repetition == .repeated {
            way.repetition += 1
            way.element = way.definition
        }
        guard way.repetition <= 1 else { return try refuse(node, way, "a list of lists") }
        if let type = node.type {
            guard node.children == 0 else { throw Damage("has a column \(node.name.quoted) that is a group as well") }
            return add(way, type, node.meaning)
        }
        switch node.meaning {
        case .map: return try refuse(node, way, "a map")
        case .other(let reason): return try refuse(node, way, reason)
        case .list where node.repetition != .repeated && node.children == 1: return try walkList(node, way, depth)
        default: break
        }
        guard node.children > 0 else { return try refuse(node, way, "a struct without fields") }
        for _ in 0..<node.children { try walk(way, depth: depth + 1) }
    }

    /// The node inside a list repeats; it is the element itself, or it holds nothing but the element.
    private mutating func walkList(_ list: SchemaElement, _ parent: Way, _ depth: Int) throws(Damage) {
        guard position < elements.count, elements[position].repetition == .repeated else {
            return try refuse(list, parent, "a list that does not repeat")
        }
        let middle = elements[position]
        let isElement =
            middle.type != nil || middle.children != 1 || middle.name == "array" || middle.name == list.name + "_tuple"
        guard !isElement else { return try walk(parent, named: false, depth: depth + 1) }
        position += 1
        var way = parent
        way.path.append(middle.name)
        way.definition += 1
        way.repetition += 1
        way.element = way.definition
        guard way.repetition <= 1 else { return try refuse(middle, way, "a list of lists") }
        try walk(way, named: false, depth: depth + 1)
    }

    /// Passes over all below a node and lists it as what cannot be read.
    private mutating func refuse(_ node: SchemaElement, _ way: Way, _ reason: String) throws(Damage) {
        if node.type != nil { leaves += 1 }
        var left = node.children
        while left > 0 {
            let next = try take()
            if next.type != nil { leaves += 1 }
            let (sum, over) = (left - 1).addingReportingOverflow(next.children)
            guard !over else { throw Damage("has a group of \(next.children) columns") }
            left = sum
        }
        columns.append((TableColumn(name: way.name, kind: .unreadable(reason)), nil))
    }

    private mutating func add(_ way: Way, _ type: PhysicalType, _ meaning: SchemaElement.Meaning) {
        defer { leaves += 1 }
        let isList = way.repetition > 0
        let form: Leaf.Form
        let kind: TableColumn.Kind
        switch (type, meaning) {
        case (_, .null) where !isList: (form, kind) = (.null, .text)
        case (.boolean, .none) where !isList: (form, kind) = (.truths, .truths)
        case (.int32, .none): (form, kind) = (.integers(bits: 32, signed: true), isList ? .integerLists : .integers)
        case (.int64, .none): (form, kind) = (.integers(bits: 64, signed: true), isList ? .integerLists : .integers)
        case (.int32, .integer(let signed)):
            (form, kind) = (.integers(bits: 32, signed: signed), isList ? .integerLists : .integers)
        case (.int64, .integer(let signed)):
            (form, kind) = (.integers(bits: 64, signed: signed), isList ? .integerLists : .integers)
        case (.float, .none), (.double, .none): (form, kind) = (.numbers, isList ? .numberLists : .numbers)
        case (.byteArray, .none), (.byteArray, .text): (form, kind) = (.text, isList ? .textLists : .text)
        default:
            let reason = (isList ? "a list of " : "") + Self.reason(type, meaning)
            columns.append((TableColumn(name: way.name, kind: .unreadable(reason)), nil))
            return
        }
        let leaf = Leaf(
            name: way.name, path: way.path, index: leaves, type: type, form: form, definition: way.definition,
            repetition: way.repetition, element: way.element)
        columns.append((TableColumn(name: way.name, kind: kind), leaf))
    }

    private static func reason(_ type: PhysicalType, _ meaning: SchemaElement.Meaning) -> String {
        if case .other(let reason) = meaning { return reason }
        return switch type {
        case .int96: "a point in time of 96 bits"
        case .fixedBytes: "bytes of a fixed length"
        case .boolean: "truth values"
        default: meaning == .null ? "nulls" : "a type that does not fit what it stands for"
        }
    }
}
