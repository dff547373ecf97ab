/// What the levels say of some rows' lists: where each ends, and which rows have none.
struct ListShape {
    private(set) var ends: [Int] = []
    private(set) var present: [Bool] = []
    /// Elements so far.
    private(set) var count = 0
    /// Which of the elements of the last batch are there and no null; empty: all.
    private(set) var elements: [Bool] = []
    /// A row has begun and may go on.
    private(set) var isOpen = false

    /// The last row has ended.
    private(set) var isWhole = false

    private let limit: Int
    private let highest: UInt32
    private let element: UInt32
    private var rows = 0
    /// Elements before the row's.
    private var rowBegan = 0
    /// The row's list is there and has an element: another may follow.
    private var mayGrow = false

    /// - Parameter limit: the most rows.
    init(_ leaf: Leaf, limit: Int) {
        self.limit = limit
        highest = UInt32(leaf.definition)
        element = UInt32(leaf.element)
    }

    /// Reads the rest of the batch, or up to the row that is too many: one more than the limit, or the first behind the
    /// budget (`bytes` of strings so far). Gives how many of the page's values these entries have.
    mutating func scan(_ levels: inout Levels, bytes: Int) throws(Damage) -> Int {
        let definitions = levels.definitions.numbers
        let repetitions = levels.repetitions.numbers
        let end = levels.end
        var at = levels.next
        var values = 0
        let before = count
        elements = []
        defer { levels.next = at }
        while at < end {
            let definition = definitions[at]
            if repetitions[at] == 0 {
                if rows == limit || rows > 0 && count * 8 + bytes > ColumnReader.budget {
                    close()
                    return values
                }
                begin(definition)
            } else {
                guard mayGrow, definition >= element else { throw Damage("has an element outside a list") }
            }
            at += 1
            guard definition >= element else { continue }
            if definition < highest, elements.isEmpty { elements = [Bool](repeating: true, count: count - before) }
            if definition < highest || !elements.isEmpty { elements.append(definition == highest) }
            count += 1
            if definition == highest { values += 1 }
            guard elements.isEmpty, definition == highest else { continue }
            // The rest of the list, as it mostly is: elements that are there.
            let first = at
            while at < end, repetitions[at] != 0, definitions[at] == highest { at += 1 }
            count += at - first
            values += at - first
        }
        guard count - rowBegan <= ColumnReader.longestList else {
            throw Damage("has a list of over \(ColumnReader.longestList) elements", isUnsupported: true)
        }
        return values
    }

    /// Ends the last row.
    mutating func close() {
        ends.append(count)
        isWhole = true
    }

    private mutating func begin(_ definition: UInt32) {
        if isOpen { ends.append(count) }
        isOpen = true
        rows += 1
        rowBegan = count
        mayGrow = definition >= element
        // One level below an element is the empty list, and lower than that is none.
        let isPresent = definition + 1 >= element
        if !isPresent, present.isEmpty { present = [Bool](repeating: true, count: rows - 1) }
        if !isPresent || !present.isEmpty { present.append(isPresent) }
    }
}
