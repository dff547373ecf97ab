import Files

/// A field of an Arrow schema, and where its array's parts lie in each record batch: nodes and buffers of all arrays are
/// listed there depth first.
struct ArrowField {
    let name: String
    let type: ArrowType
    /// Its values are indices into a dictionary that a message of its own holds.
    let isDictionary: Bool
    /// Dimensions of each row's array where an extension type of Hugging Face's `datasets` says them; nil: a size that
    /// differs from row to row.
    let shape: [Int?]?
    /// The index of its node among the batch's.
    let node: Int
    /// The index of its first buffer, without those of views before it.
    let buffer: Int
    /// How many arrays of views come before it; each has as many more buffers as the batch counts.
    let viewsBefore: Int
    let children: [ArrowField]
}

/// Reads an Arrow schema.
struct ArrowSchema {
    private(set) var fields: [ArrowField] = []
    /// How many nodes and buffers a batch of it has, buffers of views' bytes apart, and how many arrays of views.
    private(set) var nodes = 0
    private(set) var buffers = 0
    private(set) var views = 0

    /// Fields inside fields, and fields in all: more is damage, or an attack through tables that are reached many times.
    private static let deepest = 32
    private static let most = 1 << 16
    /// Bytes of names that may still be read; likewise.
    private var namesLeft: Int
    private let hasUnionValidity: Bool

    /// - Parameters:
    ///   - table: the message's `Schema`.
    ///   - version: the metadata's, 3 for V4 and 4 for V5.
    init(_ table: FlatTable, version: Int16) throws(FlatBufferDamage) {
        namesLeft = 1 << 24
        hasUnionValidity = version < 4
        guard try table.number(0, absent: Int16(0)) == 0 else { throw FlatBufferDamage(what: "its numbers are big-endian") }
        let list = try table.vector(1, width: 4)
        for index in 0..<list.count { fields.append(try field(try list.table(index), depth: 0)) }
    }

    private mutating func field(_ table: FlatTable, depth: Int) throws(FlatBufferDamage) -> ArrowField {
        guard depth < Self.deepest, nodes < Self.most else {
            throw FlatBufferDamage(what: "the schema has fields more than \(Self.deepest) deep, or more than \(Self.most)")
        }
        let name = try text(try table.string(0)) ?? ""
        let type = try ArrowType(tag: try table.number(2, absent: 0), try table.table(3), hasUnionValidity: hasUnionValidity)
        let index = try table.table(4)
        let (node, buffer, before) = (nodes, buffers, views)
        nodes += 1
        var children: [ArrowField] = []
        if index != nil {
            // In the batch there are the indices alone: a validity bitmap and whole numbers.
            buffers += 2
        } else {
            buffers += type.buffers
            if type == .byteViews { views += 1 }
            let list = try table.vector(5, width: 4)
            guard type.children ?? list.count == list.count else {
                throw FlatBufferDamage(what: "\(type.name) have \(list.count) kinds of elements")
            }
            for child in 0..<list.count { children.append(try field(try list.table(child), depth: depth + 1)) }
        }
        return ArrowField(
            name: name, type: type, isDictionary: index != nil, shape: try shape(try table.vector(6, width: 4)), node: node,
            buffer: buffer, viewsBefore: before, children: children)
    }

    /// The shape in a field's metadata. `datasets` names its types `datasets.features.features.Array2DExtensionType` (2 to
    /// 5) and writes `[[512, 768], "float32"]` beside the name, null for a first dimension that is open.
    private mutating func shape(_ metadata: FlatVector) throws(FlatBufferDamage) -> [Int?]? {
        var name: String?, value: String?
        for index in 0..<metadata.count {
            guard index < 64 else { break }
            let pair = try metadata.table(index)
            switch try text(try pair.string(0)) {
            case "ARROW:extension:name": name = try text(try pair.string(1))
            case "ARROW:extension:metadata": value = try text(try pair.string(1))
            default: break
            }
        }
        guard let name, let value, name.hasPrefix("datasets."), name.hasSuffix("DExtensionType"),
            let sizes = (try? JSONReader.read(Array(value.utf8)))?.root.array?.first?.array
        else { return nil }
        let shape = sizes.map { $0.int }
        guard zip(sizes, shape).allSatisfy({ size, whole in size.isNull || (whole ?? -1) >= 0 }) else { return nil }
        return shape
    }

    private mutating func text(_ bytes: UnsafeRawBufferPointer?) throws(FlatBufferDamage) -> String? {
        guard let bytes else { return nil }
        guard bytes.count <= namesLeft else { throw FlatBufferDamage(what: "the names in the schema are too long") }
        namesLeft -= bytes.count
        return String(decoding: bytes, as: UTF8.self)
    }
}
