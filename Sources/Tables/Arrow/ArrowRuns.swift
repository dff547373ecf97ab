/// Which elements of an array some rows have: ranges in order, neighbours joined, and where each row's end.
///
/// Usually there is one range. A null row may have elements all the same (the format lets them stand), which are passed
/// over.
struct ArrowRuns {
    private(set) var ranges: [Range<Int>] = []
    /// Where each row's elements end, counted without what was passed over.
    private(set) var ends: [Int] = []
    private(set) var count = 0

    init() {}

    init(_ range: Range<Int>) {
        ranges = [range]
        count = range.count
    }

    mutating func reserve(rows: Int) { ends.reserveCapacity(ends.count + rows) }

    /// A row with these elements.
    mutating func add(_ range: Range<Int>) {
        if !range.isEmpty {
            if let last = ranges.last, last.upperBound == range.lowerBound {
                ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
            } else {
                ranges.append(range)
            }
            count += range.count
        }
        ends.append(count)
    }
}
