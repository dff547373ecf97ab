/// One column's pages in one row group.
struct ColumnChunk {
    var type = PhysicalType.boolean
    /// Parquet's `CompressionCodec`.
    var codec = 0
    /// Values and nulls; of a list column every element, and one for an empty list.
    var values = 0
    /// Where its first page begins.
    var offset = 0
    /// Bytes of all its pages with their headers.
    var size = 0
    var isEncrypted = false
    /// Its pages lie in another file.
    var isElsewhere = false
    /// Where in the footer the names of its path are listed; nil where it has none.
    var path: Int?

    init(_ reader: inout CompactReader) throws(Damage) {
        var id = 0
        var hasDetails = false
        while let kind = try reader.field(&id) {
            switch (id, kind) {
            case (1, .binary): isElsewhere = try reader.binary().count > 0
            case (3, .structure):
                try readDetails(&reader)
                hasDetails = true
            case (8, .structure), (9, .binary):
                isEncrypted = true
                try reader.skip(kind)
            default: try reader.skip(kind)
            }
        }
        guard hasDetails || isEncrypted else { throw Damage("has a column chunk without its metadata") }
    }

    private mutating func readDetails(_ reader: inout CompactReader) throws(Damage) {
        var id = 0
        var found = FieldSet()
        var dictionary: Int?
        while let kind = try reader.field(&id) {
            found.insert(id)
            switch (id, kind) {
            case (1, .int32):
                let code = try reader.integer()
                guard let known = PhysicalType(rawValue: code) else { throw Damage("has a column chunk of the unknown type \(code)") }
                type = known
            case (3, .list):
                path = reader.position
                try reader.skip(kind)
            case (4, .int32): codec = try reader.integer()
            case (5, .int64): values = try reader.integer()
            case (7, .int64): size = try reader.integer()
            case (9, .int64): offset = try reader.integer()
            case (11, .int64): dictionary = try reader.integer()
            default:
                found.remove(id)
                try reader.skip(kind)
            }
        }
        guard found.contains([1, 4, 5, 7, 9]) else { throw Damage("has a column chunk whose metadata lacks its type, codec or place") }
        // Some writers say 0 where there is no dictionary; no page begins before the magic's four bytes.
        if let dictionary, dictionary >= 4 { offset = min(offset, dictionary) }
    }
}
