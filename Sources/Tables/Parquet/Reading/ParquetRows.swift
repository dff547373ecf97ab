import Failures

/// Some columns' rows of a Parquet file in order, row group by row group.
final class ParquetRows: TableRows {
    private let file: ParquetFile
    private let leaves: [Leaf]
    private var group: Int
    private var row: Int
    /// Rows of the group before `row`.
    private var inGroup: Int
    private var readers: [ColumnReader] = []
    /// What a column has decoded beyond the last block.
    private var pending: [ColumnValues?] = []

    init(_ file: ParquetFile, _ leaves: [Leaf], from row: Int) {
        self.file = file
        self.leaves = leaves
        self.row = row
        group = 0
        inGroup = row
        while group < file.metadata.groups.count, inGroup >= file.metadata.groups[group].rows {
            inGroup -= file.metadata.groups[group].rows
            group += 1
        }
    }

    func next() throws(Failure) -> TableBlock? {
        guard group < file.metadata.groups.count else { return nil }
        let rows = file.metadata.groups[group].rows
        if readers.isEmpty { try open() }
        var count = rows - inGroup
        for i in readers.indices {
            if pending[i] == nil {
                let reader = readers[i]
                let limit = count
                pending[i] = try file.placed(group, leaves[i], reader) { () throws(Damage) in try reader.read(upTo: limit) }
            }
            count = min(count, pending[i]?.count ?? 0)
        }
        var columns: [ColumnValues] = []
        for i in readers.indices {
            guard let values = pending[i] else { continue }
            let (head, tail) = values.count == count ? (values, nil) : values.split(at: count)
            columns.append(head)
            pending[i] = tail
        }
        let block = TableBlock(firstRow: row, columns: columns)
        row += count
        inGroup += count
        if inGroup == rows { try close() }
        return block
    }

    private func open() throws(Failure) {
        var opened: [ColumnReader] = []
        for leaf in leaves {
            let reader = try file.reader(of: leaf, group)
            let rows = inGroup
            try file.placed(group, leaf, reader) { () throws(Damage) in try reader.skip(rows) }
            opened.append(reader)
        }
        readers = opened
        pending = opened.map { _ in nil }
    }

    /// Goes on to the next row group that has rows.
    private func close() throws(Failure) {
        for (leaf, reader) in zip(leaves, readers) where !reader.isFinished {
            try file.placed(group, leaf, reader) { () throws(Damage) in
                throw Damage("has more values than its row group has rows")
            }
        }
        readers = []
        inGroup = 0
        repeat { group += 1 } while group < file.metadata.groups.count && file.metadata.groups[group].rows == 0
    }
}
