/// A column of an Arrow file: a field of the schema, or of a struct in it.
struct ArrowColumn {
    /// That of a struct's field is `translation.en`.
    let name: String
    let field: ArrowField
    /// The structs around it, the outermost first: where one is null, so is the column.
    let structs: [ArrowField]
    let kind: TableColumn.Kind
    /// The compression that nothing of its batch can be read for.
    var unreadCodec: String?

    /// All columns of a schema, in its order.
    static func all(_ schema: ArrowSchema, unreadCodec: String?) -> [ArrowColumn] {
        var columns: [ArrowColumn] = []
        for field in schema.fields { add(field, field.name, [], unreadCodec, &columns) }
        return columns
    }

    private static func add(
        _ field: ArrowField, _ name: String, _ structs: [ArrowField], _ unreadCodec: String?, _ columns: inout [ArrowColumn]
    ) {
        guard field.type == .structure, !field.isDictionary, !field.children.isEmpty else {
            let kind = unreadCodec.map { .unreadable("compressed with \($0)") } ?? kind(field)
            return columns.append(ArrowColumn(name: name, field: field, structs: structs, kind: kind, unreadCodec: unreadCodec))
        }
        for child in field.children { add(child, "\(name).\(child.name)", structs + [field], unreadCodec, &columns) }
    }

    private static func kind(_ field: ArrowField) -> TableColumn.Kind {
        guard !field.isDictionary else { return .unreadable("values in a dictionary") }
        switch field.type {
        case .null, .bytes, .byteViews: return .text
        case .integer: return .integers
        case .float: return .numbers
        case .truth: return .truths
        case .list, .fixedList: return kind(ofElements: field.lists)
        case .structure: return .unreadable("a struct without fields")
        case .other(let name, _): return .unreadable(name)
        }
    }

    private static func kind(ofElements lists: ArrowLists) -> TableColumn.Kind {
        let element = lists.element
        // They would have rows without end in no bytes.
        guard !lists.levels.contains(where: { $0.type == .fixedList(size: 0) }) else {
            return .unreadable("lists of no elements")
        }
        guard !element.isDictionary else { return .unreadable("a list of values in a dictionary") }
        // Of lists in lists only the numbers are handed out: without a shape nobody could tell rows of 2 by 3 from 3 by 2.
        guard lists.levels.count == 1 || lists.shape != nil else { return .unreadable("a list of lists") }
        switch element.type {
        case .integer: return .integerLists
        case .float: return .numberLists
        case .bytes where lists.levels.count == 1, .byteViews where lists.levels.count == 1: return .textLists
        default: return .unreadable("a list of \(element.type.name)")
        }
    }
}

/// What lists in lists hold in the end.
struct ArrowLists {
    /// The lists, the outermost first.
    let levels: [ArrowField]
    let element: ArrowField
    /// The dimensions of each row's array, nil for one that differs from row to row; nil: nothing says them.
    let shape: [Int?]?
}

extension ArrowField {
    /// A list's levels and elements.
    var lists: ArrowLists {
        var levels: [ArrowField] = [], element = self
        while !element.isDictionary, let child = element.children.first {
            switch element.type {
            case .list, .fixedList: break
            default: return ArrowLists(levels: levels, element: element, shape: shape(of: levels))
            }
            levels.append(element)
            element = child
        }
        return ArrowLists(levels: levels, element: element, shape: shape(of: levels))
    }

    /// From the metadata, or from lists that all have a fixed size.
    private func shape(of levels: [ArrowField]) -> [Int?]? {
        if let shape, shape.count == levels.count { return shape }
        let sizes = levels.map { level -> Int? in if case .fixedList(let size) = level.type { size } else { nil } }
        // The first may differ from row to row: the others say where its rows end.
        return sizes.dropFirst().contains(nil) ? nil : sizes
    }
}
