/// Latents counted by groups of rows: in how many texts does each fire?
extension ComputeEngine {
    /// For each column the number of different groups among the rows of its entries. `groups` has one number for each
    /// row, ascending.
    public func distinctGroups(_ order: ColumnOrder, groups: [Int32]) -> [Int] {
        precondition(zip(groups, groups.dropFirst()).allSatisfy { $0 <= $1 }, "groups that do not ascend")
        let starts = order.starts.reading, rows = order.tokens.reading
        return (0..<order.columns).map { column in
            var count = 0
            var last: Int32?
            for at in starts[column]..<starts[column + 1] {
                let group = groups[Int(rows[at])]
                if group != last { count += 1 }
                last = group
            }
            return count
        }
    }
}
