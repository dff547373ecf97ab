import Failures

extension ArrowBatchReader {
    /// Some rows of a column. Throws `.badData` for what breaks the format.
    func values(of column: ArrowColumn, _ rows: Range<Int>) throws(Failure) -> ColumnValues {
        let present = try present(column, rows), field = column.field
        switch column.kind {
        case .text: return .text(try text(field, rows, present))
        case .truths: return .truths(ScalarValues(values: try truths(field, rows), present: present))
        case .integers:
            return .integers(ScalarValues(values: try integers(field, ArrowRuns(rows), present), present: present))
        case .numbers: return .numbers(ScalarValues(values: try numbers(field, ArrowRuns(rows)), present: present))
        case .integerLists:
            let (runs, ends) = try elements(field.lists, of: rows, present: present)
            let there = try there(field.lists.element, runs)
            let values = try integers(field.lists.element, runs, there)
            return .integerLists(ListValues(values: values, ends: ends, present: present).hidingRows(lacking: there))
        case .numberLists:
            let (runs, ends) = try elements(field.lists, of: rows, present: present)
            let values = try numbers(try whole(field.lists.element, runs), runs)
            return .numberLists(ListValues(values: values, ends: ends, present: present))
        case .textLists:
            let (runs, ends) = try elements(field.lists, of: rows, present: present)
            let items = try texts(field.lists.element, runs)
            return .textLists(TextLists(items: items, ends: ends, present: present))
        case .unreadable(let why): throw damage(why)
        }
    }

    /// The elements, none of them null.
    private func whole(_ field: ArrowField, _ runs: ArrowRuns) throws(Failure) -> ArrowField {
        for range in runs.ranges { try requireAll(field, range) }
        return field
    }

    /// Which of the elements are no null; empty: all.
    private func there(_ field: ArrowField, _ runs: ArrowRuns) throws(Failure) -> [Bool] {
        guard let bits = try validity(field) else { return [] }
        return runs.ranges.flatMap { $0.map { bits[$0] } }
    }

    private func truths(_ field: ArrowField, _ rows: Range<Int>) throws(Failure) -> [Bool] {
        let bytes = try buffer(field, 1)
        guard rows.upperBound <= (try count(field)), (rows.upperBound + 7) / 8 <= bytes.count else {
            throw damage("a buffer of \(bytes.count) bytes is too short for \(rows.upperBound) truth values")
        }
        let bits = ArrowBits(bytes: bytes)
        return rows.map { bits[$0] }
    }

    private func integers(_ field: ArrowField, _ runs: ArrowRuns, _ present: [Bool]) throws(Failure) -> [Int64] {
        guard case .integer(let bits, let signed) = field.type else { throw damage("it holds \(field.type.name)") }
        switch (bits, signed) {
        case (8, true): return try numbers(Int8.self, field, runs) { Int64($0) }
        case (16, true): return try numbers(Int16.self, field, runs) { Int64($0) }
        case (32, true): return try numbers(Int32.self, field, runs) { Int64($0) }
        case (64, true): return try numbers(Int64.self, field, runs) { $0 }
        case (8, false): return try numbers(UInt8.self, field, runs) { Int64($0) }
        case (16, false): return try numbers(UInt16.self, field, runs) { Int64($0) }
        case (32, false): return try numbers(UInt32.self, field, runs) { Int64($0) }
        default:
            let values = try numbers(UInt64.self, field, runs) { Int64(bitPattern: $0) }
            // What lies under a null is anybody's.
            if let at = values.indices.first(where: { values[$0] < 0 && (present.isEmpty || present[$0]) }) {
                throw damage("\(UInt64(bitPattern: values[at])) is larger than a whole number can be here")
            }
            return values
        }
    }

    private func numbers(_ field: ArrowField, _ runs: ArrowRuns) throws(Failure) -> [Double] {
        switch field.type {
        case .float(bits: 16): try numbers(UInt16.self, field, runs) { HalfFloat.double($0) }
        case .float(bits: 32): try numbers(UInt32.self, field, runs) { Double(Float(bitPattern: $0)) }
        case .float: try numbers(UInt64.self, field, runs) { Double(bitPattern: $0) }
        default: throw damage("it holds \(field.type.name)")
        }
    }

    private func numbers<Stored: FixedWidthInteger, Value>(
        _ type: Stored.Type, _ field: ArrowField, _ runs: ArrowRuns, _ value: (Stored) -> Value
    ) throws(Failure) -> [Value] {
        let width = MemoryLayout<Stored>.size, end = runs.ranges.last?.upperBound ?? 0
        guard end <= (try count(field)) else { throw damage("it has too few values") }
        let bytes = try values(field, 1, count: end, width: width)
        return [Value](unsafeUninitializedCapacity: runs.count) { room, filled in
            for range in runs.ranges {
                for index in range {
                    let stored = Stored(littleEndian: bytes.loadUnaligned(fromByteOffset: index * width, as: type))
                    room.initializeElement(at: filled, to: value(stored))
                    filled += 1
                }
            }
        }
    }
}
