/// The values of one column in some rows that follow each other. A row without a value (null) has an empty one and is
/// false in `present`, which is empty where every row has one.
public enum ColumnValues: Sendable {
    case text(TextValues)
    case integers(ScalarValues<Int64>)
    case numbers(ScalarValues<Double>)
    case truths(ScalarValues<Bool>)
    case integerLists(ListValues<Int64>)
    case numberLists(ListValues<Double>)
    case textLists(TextLists)

    /// How many rows.
    public var count: Int {
        switch self {
        case .text(let values): values.count
        case .integers(let values): values.count
        case .numbers(let values): values.count
        case .truths(let values): values.count
        case .integerLists(let values): values.count
        case .numberLists(let values): values.count
        case .textLists(let values): values.count
        }
    }
}

/// Strings side by side: row i is `bytes[ends[i - 1]..<ends[i]]`, UTF-8 unless the file lies (nobody has checked).
public struct TextValues: Sendable {
    public var bytes: [UInt8]
    /// Where each row's bytes end, ascending.
    public var ends: [Int]
    /// Which rows have a value; empty: all.
    public var present: [Bool]

    public init(bytes: [UInt8] = [], ends: [Int] = [], present: [Bool] = []) {
        self.bytes = bytes
        self.ends = ends
        self.present = present
    }

    public var count: Int { ends.count }

    /// Row i's bytes; nil where it has no value.
    public subscript(row: Int) -> ArraySlice<UInt8>? {
        guard present.isEmpty || present[row] else { return nil }
        return bytes[(row == 0 ? 0 : ends[row - 1])..<ends[row]]
    }
}

/// One number or truth value a row.
public struct ScalarValues<Value: Sendable>: Sendable {
    public var values: [Value]
    /// Which rows have a value; empty: all.
    public var present: [Bool]

    public init(values: [Value] = [], present: [Bool] = []) {
        self.values = values
        self.present = present
    }

    public var count: Int { values.count }

    /// Row i's value; nil where it has none.
    public subscript(row: Int) -> Value? { present.isEmpty || present[row] ? values[row] : nil }
}

/// Lists of numbers side by side: row i is `values[ends[i - 1]..<ends[i]]`. A null inside
/// a list of floating-point numbers is refused by the reader; a list of whole numbers with one is no value.
public struct ListValues<Value: Sendable>: Sendable {
    public var values: [Value]
    /// Where each row's list ends, ascending.
    public var ends: [Int]
    /// Which rows have a list; empty: all.
    public var present: [Bool]

    public init(values: [Value] = [], ends: [Int] = [], present: [Bool] = []) {
        self.values = values
        self.ends = ends
        self.present = present
    }

    public var count: Int { ends.count }

    /// Row i's list; nil where it has none.
    public subscript(row: Int) -> ArraySlice<Value>? {
        guard present.isEmpty || present[row] else { return nil }
        return values[(row == 0 ? 0 : ends[row - 1])..<ends[row]]
    }
}

extension ListValues {
    /// The same, where rows that lack one of their elements have no value.
    ///
    /// - Parameter elements: which elements are there; empty: all.
    func hidingRows(lacking elements: [Bool]) -> ListValues {
        guard elements.contains(false) else { return self }
        var kept = ListValues(present: present.isEmpty ? Array(repeating: true, count: count) : present)
        var start = 0
        for (row, end) in ends.enumerated() {
            if elements[start..<end].contains(false) {
                kept.present[row] = false
            } else {
                kept.values += values[start..<end]
            }
            kept.ends.append(kept.values.count)
            start = end
        }
        return kept
    }
}

/// Lists of strings: row i is the strings `ends[i - 1]..<ends[i]` of `items`.
public struct TextLists: Sendable {
    public var items: TextValues
    /// Where each row's list ends, in strings, ascending.
    public var ends: [Int]
    /// Which rows have a list; empty: all.
    public var present: [Bool]

    public init(items: TextValues = TextValues(), ends: [Int] = [], present: [Bool] = []) {
        self.items = items
        self.ends = ends
        self.present = present
    }

    public var count: Int { ends.count }
}
