/// What stands in front of a page.
struct PageHeader {
    enum Kind {
        case data, dictionary, dataV2
        /// Nothing that is needed: an index.
        case other
    }

    var kind = Kind.other
    /// Bytes of the page once decompressed, and as they are in the file.
    var size = 0
    var compressedSize = 0
    var checksum: UInt32?
    /// Values and nulls, or entries of the dictionary.
    var values = 0
    var encoding = 0
    /// Of page version 1.
    var definitionEncoding = PageEncoding.runLength.rawValue
    var repetitionEncoding = PageEncoding.runLength.rawValue
    /// Of page version 2.
    var rows = 0
    var definitionBytes = 0
    var repetitionBytes = 0
    var isCompressed = true

    init(_ reader: inout CompactReader) throws(Damage) {
        var id = 0
        var found = FieldSet()
        var code = -1
        while let kind = try reader.field(&id) {
            found.insert(id)
            switch (id, kind) {
            case (1, .int32): code = try reader.integer()
            case (2, .int32): size = try reader.integer()
            case (3, .int32): compressedSize = try reader.integer()
            case (4, .int32): checksum = UInt32(truncatingIfNeeded: try reader.integer())
            case (5, .structure): try readData(&reader)
            case (7, .structure): try readDictionary(&reader)
            case (8, .structure): try readDataV2(&reader)
            default:
                found.remove(id)
                try reader.skip(kind)
            }
        }
        guard found.contains([1, 2, 3]) else { throw Damage("has a page header without its type or size") }
        guard size >= 0, compressedSize >= 0 else { throw Damage("has a page of \(size) bytes, \(compressedSize) compressed") }
        kind = switch code {
        case 0: .data
        case 2: .dictionary
        case 3: .dataV2
        default: .other
        }
        let details = switch kind {
        case .data: 5
        case .dictionary: 7
        case .dataV2: 8
        case .other: 1
        }
        guard found.contains([details]) else { throw Damage("has a page header without its details") }
        guard values >= 0 else { throw Damage("has a page of \(values) values") }
    }

    private mutating func readData(_ reader: inout CompactReader) throws(Damage) {
        var id = 0
        while let kind = try reader.field(&id) {
            switch (id, kind) {
            case (1, .int32): values = try reader.integer()
            case (2, .int32): encoding = try reader.integer()
            case (3, .int32): definitionEncoding = try reader.integer()
            case (4, .int32): repetitionEncoding = try reader.integer()
            default: try reader.skip(kind)
            }
        }
    }

    private mutating func readDictionary(_ reader: inout CompactReader) throws(Damage) {
        var id = 0
        while let kind = try reader.field(&id) {
            switch (id, kind) {
            case (1, .int32): values = try reader.integer()
            case (2, .int32): encoding = try reader.integer()
            default: try reader.skip(kind)
            }
        }
    }

    private mutating func readDataV2(_ reader: inout CompactReader) throws(Damage) {
        var id = 0
        while let kind = try reader.field(&id) {
            switch (id, kind) {
            case (1, .int32): values = try reader.integer()
            case (3, .int32): rows = try reader.integer()
            case (4, .int32): encoding = try reader.integer()
            case (5, .int32): definitionBytes = try reader.integer()
            case (6, .int32): repetitionBytes = try reader.integer()
            case (7, .yes), (7, .no): isCompressed = kind == .yes
            default: try reader.skip(kind)
            }
        }
        guard rows >= 0, rows <= max(values, 0) else { throw Damage("has a page of \(rows) rows and \(values) values") }
    }
}
