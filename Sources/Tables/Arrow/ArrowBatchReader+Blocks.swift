import Failures

extension ArrowBatchReader {
    /// Rows of a block at most, and elements or bytes of text of a column in it: a row more is begun, never two.
    static let largestBlock = (rows: 1 << 13, elements: 1 << 20)
    /// A row of more elements or bytes is damage: 2^29 numbers are 4 GiB.
    static let largestRow = 1 << 29

    /// How many of some rows make a block of bounded memory, at least one. Throws for a row that is too large.
    ///
    /// Whether offsets ascend is checked by who reads them.
    func block(of rows: Range<Int>, _ columns: [ArrowColumn]) throws(Failure) -> Range<Int> {
        var rows = rows.prefix(Self.largestBlock.rows)
        for column in columns {
            var reader = self
            reader.column = column.name
            rows = rows.prefix(try reader.rowsThatFit(column, rows))
        }
        return rows
    }

    private func rowsThatFit(_ column: ArrowColumn, _ rows: Range<Int>) throws(Failure) -> Int {
        if column.field.type == .byteViews { return try viewsThatFit(column.field, rows) }
        let lists = column.field.lists
        var levels = lists.levels
        if case .bytes = lists.element.type { levels.append(lists.element) }
        guard !levels.isEmpty, !rows.isEmpty else { return rows.count }
        // The most rows that fit, by halving: as many as that fit for certain, even where offsets do not ascend.
        var (fits, tooMany) = (0, rows.count + 1)
        while tooMany - fits > 1 {
            let middle = (fits + tooMany) / 2
            let size = try size(of: rows.prefix(middle), levels)
            if size <= Self.largestBlock.elements { fits = middle } else { tooMany = middle }
        }
        guard fits == 0 else { return fits }
        let size = try size(of: rows.prefix(1), levels)
        guard size <= Self.largestRow else {
            throw damage("row \(batch.firstRow + rows.lowerBound) has \(size) elements or bytes")
        }
        return 1
    }

    /// How many elements some rows have, on the level that has most.
    private func size(of rows: Range<Int>, _ levels: [ArrowField]) throws(Failure) -> Int {
        var range = rows, most = 0
        for level in levels {
            let bounds = try bounds(level, range)
            let start = bounds(range.lowerBound), end = bounds(range.upperBound)
            guard start >= 0, end >= start else {
                throw damage("its lists \(range.lowerBound) to \(range.upperBound - 1) go from \(start) to \(end)")
            }
            range = start..<end
            most = max(most, range.count)
        }
        return most
    }

    private func viewsThatFit(_ field: ArrowField, _ rows: Range<Int>) throws(Failure) -> Int {
        let views = try values(field, 1, count: rows.upperBound, width: 16)
        var size = 0
        for (index, row) in rows.enumerated() {
            // Not in a batch but in one row: lengths are 31 bits, and several views may name the same bytes.
            size += max(0, Int(Int32(littleEndian: views.loadUnaligned(fromByteOffset: row * 16, as: Int32.self))))
            if size > Self.largestBlock.elements { return max(1, index) }
        }
        return rows.count
    }
}
