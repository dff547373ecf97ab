extension ColumnReader {
    /// Columns of a list a row: a row is whole once the next begins, perhaps in another page.
    func readLists(upTo limit: Int) throws(Damage) -> ColumnValues {
        var shape = ListShape(leaf, limit: limit)
        switch leaf.form {
        case .integers:
            var values: [Int64] = [], there: [Bool] = []
            while let count = try scan(&shape, bytes: 0) {
                guard case .integers(let source)? = self.values else { throw Damage("has levels without values") }
                try Self.append(count, shape.elements, from: source, to: &values, &there)
            }
            return .integerLists(ListValues(values: values, ends: shape.ends, present: shape.present).hidingRows(lacking: there))
        case .numbers:
            var values: [Double] = []
            while let count = try scan(&shape, bytes: 0) {
                guard case .numbers(let source)? = self.values, shape.elements.isEmpty else { throw Self.nullInList }
                try source.take(count, appendingTo: &values)
            }
            return .numberLists(ListValues(values: values, ends: shape.ends, present: shape.present))
        default:
            var items = TextValues()
            while let count = try scan(&shape, bytes: items.bytes.count) {
                guard case .text(let decoder)? = self.values else { throw Self.nullInList }
                try Self.append(count, shape.elements, from: decoder, to: &items)
            }
            return .textLists(TextLists(items: items, ends: shape.ends, present: shape.present))
        }
    }

    private static var nullInList: Damage { Damage("has a null inside a list", isUnsupported: true) }

    /// Appends whole numbers of lists' elements, 0 for nulls, and which are there; `there` stays empty as long as all are.
    private static func append(
        _ count: Int, _ elements: [Bool], from source: ScalarSource<Int64>, to values: inout [Int64], _ there: inout [Bool]
    ) throws(Damage) {
        guard !elements.isEmpty else {
            try source.take(count, appendingTo: &values)
            if !there.isEmpty { there += Array(repeating: true, count: count) }
            return
        }
        if there.isEmpty { there = Array(repeating: true, count: values.count) }
        var some: [Int64] = []
        try source.take(count, appendingTo: &some)
        var next = 0
        for isThere in elements {
            values.append(isThere ? some[next] : 0)
            if isThere { next += 1 }
        }
        there += elements
    }

    /// How many values the next batch of levels wants taken; nil once the rows are whole.
    private func scan(_ shape: inout ListShape, bytes: Int) throws(Damage) -> Int? {
        guard !shape.isWhole else { return nil }
        guard try advance() else {
            guard shape.isOpen else { throw Damage("has fewer rows than its row group") }
            shape.close()
            return nil
        }
        return try shape.scan(&levels, bytes: bytes)
    }

    /// Appends strings of a list's elements, nulls among them.
    private static func append(
        _ count: Int, _ elements: [Bool], from decoder: any TextDecoder, to items: inout TextValues
    ) throws(Damage) {
        var run = TextRun(bytes: items.bytes, ends: [])
        items.bytes = []
        var taken = 0
        while taken < count {
            taken += try decoder.take(count - taken, budget: budget, appendingTo: &run)
            guard run.bytes.count <= longestText else {
                throw Damage("has lists of over \(longestText) bytes of strings", isUnsupported: true)
            }
        }
        items.bytes = run.bytes
        guard !elements.isEmpty || !items.present.isEmpty else {
            items.ends += run.ends
            return
        }
        let elements = elements.isEmpty ? [Bool](repeating: true, count: count) : elements
        if items.present.isEmpty { items.present = [Bool](repeating: true, count: items.ends.count) }
        var next = 0
        for isPresent in elements {
            items.ends.append(isPresent ? run.ends[next] : items.ends.last ?? 0)
            if isPresent { next += 1 }
        }
        items.present += elements
    }
}
