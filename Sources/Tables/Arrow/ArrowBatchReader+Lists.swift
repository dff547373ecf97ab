import Failures

extension ArrowBatchReader {
    /// Which of some rows are there: none of the structs around the column is null, and neither is the column itself.
    /// Empty: all.
    func present(_ column: ArrowColumn, _ rows: Range<Int>) throws(Failure) -> [Bool] {
        var present: [Bool] = []
        for field in column.structs + [column.field] {
            let count = try count(field)
            guard count == batch.count else { throw damage("it has \(count) of \(batch.count) rows") }
            try hide(field, rows, in: &present)
        }
        return present
    }

    /// Marks those of some values that are null.
    func hide(_ field: ArrowField, _ values: Range<Int>, in present: inout [Bool]) throws(Failure) {
        guard let bits = try validity(field) else { return }
        for (index, value) in values.enumerated() where !bits[value] {
            if present.isEmpty { present = Array(repeating: true, count: values.count) }
            present[index] = false
        }
    }

    /// The elements of some rows' lists in lists, and where each row's end.
    ///
    /// Throws where offsets do not ascend or lead nowhere, where a list in a list is null, and where one has not the size
    /// that the shape says.
    func elements(_ lists: ArrowLists, of rows: Range<Int>, present: [Bool]) throws(Failure) -> (runs: ArrowRuns, ends: [Int]) {
        var runs = ArrowRuns(rows), ends: [Int]?
        for (depth, level) in lists.levels.enumerated() {
            let limit = try count(depth + 1 < lists.levels.count ? lists.levels[depth + 1] : lists.element)
            let size = lists.shape.flatMap { $0[depth] }
            var inner = ArrowRuns()
            inner.reserve(rows: runs.count)
            for range in runs.ranges {
                if depth > 0 { try requireAll(level, range) }
                try add(level, range, present: depth == 0 ? present : [], limit: limit, size: size, to: &inner)
            }
            ends = ends.map { $0.map { $0 == 0 ? 0 : inner.ends[$0 - 1] } } ?? inner.ends
            runs = inner
        }
        return (runs, ends ?? [])
    }

    /// Adds the elements that some lists or strings have. Throws where offsets do not ascend or lead out of `limit`
    /// elements, and where a list that is there has not `size` of them.
    func add(
        _ field: ArrowField, _ rows: Range<Int>, present: [Bool], limit: Int, size: Int? = nil, to runs: inout ArrowRuns
    ) throws(Failure) {
        let bounds = try bounds(field, rows)
        var start = bounds(rows.lowerBound)
        guard start >= 0 else { throw damage("an offset is \(start)") }
        for row in rows {
            let end = bounds(row + 1)
            guard end >= start, end <= limit else {
                throw damage("its list \(row) goes from \(start) to \(end) of \(limit) elements")
            }
            let isPresent = present.isEmpty || present[row - rows.lowerBound]
            if isPresent, let size, end - start != size {
                throw damage("its list \(row) has \(end - start) elements, and the shape says \(size)")
            }
            runs.add(isPresent ? start..<end : end..<end)
            start = end
        }
    }

    /// Throws where one of some values inside lists is null: there is no number for it.
    func requireAll(_ field: ArrowField, _ values: Range<Int>) throws(Failure) {
        guard let bits = try validity(field), let null = values.first(where: { !bits[$0] }) else { return }
        throw Failure(
            .badData, "the column \(column.quoted) has a null inside a list (element \(null) of the rows from \(batch.firstRow))",
            at: path, remedy: "fill it, or leave the row out")
    }

    /// Where the elements of list `i` begin, for every i from the rows' first to one behind their last.
    func bounds(_ field: ArrowField, _ rows: Range<Int>) throws(Failure) -> (Int) -> Int {
        guard rows.upperBound <= (try count(field)), rows.upperBound < .max else { throw damage("it has too few lists") }
        switch field.type {
        case .fixedList(let size):
            let (_, overflow) = rows.upperBound.multipliedReportingOverflow(by: size)
            guard !overflow else { throw damage("lists of \(size) elements are more than can be counted") }
            return { $0 * size }
        case .list(isWide: true), .bytes(isWide: true):
            let offsets = try values(field, 1, count: rows.upperBound + 1, width: 8)
            return { Int(Int64(littleEndian: offsets.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self))) }
        default:
            let offsets = try values(field, 1, count: rows.upperBound + 1, width: 4)
            return { Int(Int32(littleEndian: offsets.loadUnaligned(fromByteOffset: $0 * 4, as: Int32.self))) }
        }
    }
}
