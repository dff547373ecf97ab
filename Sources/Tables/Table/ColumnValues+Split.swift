extension ColumnValues {
    /// The first `count` rows, and the others.
    func split(at count: Int) -> (ColumnValues, ColumnValues) {
        switch self {
        case .text(let values):
            let (head, tail) = values.split(at: count)
            return (.text(head), .text(tail))
        case .integers(let values):
            let (head, tail) = values.split(at: count)
            return (.integers(head), .integers(tail))
        case .numbers(let values):
            let (head, tail) = values.split(at: count)
            return (.numbers(head), .numbers(tail))
        case .truths(let values):
            let (head, tail) = values.split(at: count)
            return (.truths(head), .truths(tail))
        case .integerLists(let values):
            let (head, tail) = values.split(at: count)
            return (.integerLists(head), .integerLists(tail))
        case .numberLists(let values):
            let (head, tail) = values.split(at: count)
            return (.numberLists(head), .numberLists(tail))
        case .textLists(let values):
            let (head, tail) = values.split(at: count)
            return (.textLists(head), .textLists(tail))
        }
    }
}

extension TextValues {
    fileprivate func split(at count: Int) -> (TextValues, TextValues) {
        let middle = count == 0 ? 0 : ends[count - 1]
        return (
            TextValues(bytes: Array(bytes[..<middle]), ends: Array(ends[..<count]), present: Array(present.prefix(count))),
            TextValues(bytes: Array(bytes[middle...]), ends: ends[count...].map { $0 - middle }, present: Array(present.dropFirst(count)))
        )
    }
}

extension ScalarValues {
    fileprivate func split(at count: Int) -> (ScalarValues, ScalarValues) {
        (
            ScalarValues(values: Array(values[..<count]), present: Array(present.prefix(count))),
            ScalarValues(values: Array(values[count...]), present: Array(present.dropFirst(count)))
        )
    }
}

extension ListValues {
    fileprivate func split(at count: Int) -> (ListValues, ListValues) {
        let middle = count == 0 ? 0 : ends[count - 1]
        return (
            ListValues(values: Array(values[..<middle]), ends: Array(ends[..<count]), present: Array(present.prefix(count))),
            ListValues(values: Array(values[middle...]), ends: ends[count...].map { $0 - middle }, present: Array(present.dropFirst(count)))
        )
    }
}

extension TextLists {
    fileprivate func split(at count: Int) -> (TextLists, TextLists) {
        let middle = count == 0 ? 0 : ends[count - 1]
        let (head, tail) = items.split(at: middle)
        return (
            TextLists(items: head, ends: Array(ends[..<count]), present: Array(present.prefix(count))),
            TextLists(items: tail, ends: ends[count...].map { $0 - middle }, present: Array(present.dropFirst(count)))
        )
    }
}
