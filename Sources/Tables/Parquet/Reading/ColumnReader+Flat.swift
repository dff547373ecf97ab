extension ColumnReader {
    /// Columns of a value a row: a piece is at most a batch of levels, so it lies in one page.
    func readFlat(upTo limit: Int) throws(Damage) -> ColumnValues {
        guard try advance() else { throw Damage("has fewer rows than its row group") }
        let entries = min(limit, levels.end - levels.next)
        let present = presence(entries)
        let wanted = present.isEmpty ? entries : present.reduce(0) { $0 + ($1 ? 1 : 0) }
        switch values {
        case .text(let decoder):
            var run = TextRun()
            var taken = 0
            while taken < wanted, taken == 0 || run.bytes.count <= Self.budget {
                taken += try decoder.take(wanted - taken, budget: Self.budget - run.bytes.count, appendingTo: &run)
            }
            return .text(spread(run, present))
        case .integers(let decoder): return .integers(try scalars(decoder, wanted, present, zero: 0))
        case .numbers(let decoder): return .numbers(try scalars(decoder, wanted, present, zero: 0))
        case .truths(let decoder): return .truths(try scalars(decoder, wanted, present, zero: false))
        case nil: throw Damage("has levels without values")
        }
    }

    /// Which of the batch's next entries have a value; empty: all.
    private func presence(_ entries: Int) -> [Bool] {
        guard leaf.definition > 0 else { return [] }
        let highest = UInt32(leaf.definition)
        let range = levels.next..<levels.next + entries
        guard levels.definitions.matches(highest, in: range) < entries else { return [] }
        let numbers = levels.definitions.numbers
        return range.map { numbers[$0] == highest }
    }

    private func scalars<Value>(
        _ decoder: ScalarSource<Value>, _ wanted: Int, _ present: [Bool], zero: Value
    ) throws(Damage) -> ScalarValues<Value> {
        var values: [Value] = []
        try decoder.take(wanted, appendingTo: &values)
        guard !present.isEmpty else {
            use(wanted)
            return ScalarValues(values: values)
        }
        use(present.count)
        var next = 0
        let spread = present.map { (isPresent: Bool) -> Value in
            guard isPresent else { return zero }
            next += 1
            return values[next - 1]
        }
        return ScalarValues(values: spread, present: present)
    }

    /// Strings with empty ones where there is none; fewer rows where the budget cut the strings short.
    private func spread(_ run: TextRun, _ present: [Bool]) -> TextValues {
        guard !present.isEmpty else {
            use(run.ends.count)
            return TextValues(bytes: run.bytes, ends: run.ends)
        }
        var ends: [Int] = []
        ends.reserveCapacity(present.count)
        var next = 0
        for isPresent in present {
            if isPresent {
                if next == run.ends.count { break }
                next += 1
            }
            ends.append(next == 0 ? 0 : run.ends[next - 1])
        }
        use(ends.count)
        let kept = Array(present[..<ends.count])
        return TextValues(bytes: run.bytes, ends: ends, present: kept.contains(false) ? kept : [])
    }
}
