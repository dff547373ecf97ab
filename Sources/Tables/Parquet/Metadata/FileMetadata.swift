/// What the footer says of the file.
struct FileMetadata {
    var schema: [SchemaElement] = []
    var groups: [RowGroup] = []
    var rows = 0

    struct RowGroup {
        var rows = 0
        /// One a leaf of the schema, in its order.
        var chunks: [ColumnChunk] = []
    }

    init(_ footer: Bytes) throws(Damage) {
        var reader = CompactReader(footer)
        var id = 0
        var found = FieldSet()
        while let kind = try reader.field(&id) {
            switch (id, kind) {
            case (2, .list):
                for _ in 0..<(try reader.structures("columns")) { schema.append(try SchemaElement(&reader)) }
                found.insert(id)
            case (3, .int64):
                rows = try reader.integer()
                found.insert(id)
            case (4, .list):
                for _ in 0..<(try reader.structures("row groups")) { groups.append(try Self.group(&reader)) }
                found.insert(id)
            default: try reader.skip(kind)
            }
        }
        guard found.contains([2, 3, 4]) else { throw Damage("lacks the schema, the row count or the row groups") }
        try checkRows()
    }

    private static func group(_ reader: inout CompactReader) throws(Damage) -> RowGroup {
        var group = RowGroup()
        var id = 0
        var found = FieldSet()
        while let kind = try reader.field(&id) {
            switch (id, kind) {
            case (1, .list):
                for _ in 0..<(try reader.structures("column chunks")) { group.chunks.append(try ColumnChunk(&reader)) }
                found.insert(id)
            case (3, .int64):
                group.rows = try reader.integer()
                found.insert(id)
            default: try reader.skip(kind)
            }
        }
        guard found.contains([1, 3]) else { throw Damage("has a row group without its columns or its row count") }
        return group
    }

    /// The rows are those of the row groups; a footer that says 0 of all has left it out, as a writer of Rust's did.
    private mutating func checkRows() throws(Damage) {
        var sum = 0
        for group in groups {
            let (next, over) = sum.addingReportingOverflow(group.rows)
            guard group.rows >= 0, !over else { throw Damage("has a row group of \(group.rows) rows") }
            sum = next
        }
        guard rows == 0 || sum == rows else { throw Damage("has \(rows) rows, but its row groups have \(sum)") }
        rows = sum
    }
}
