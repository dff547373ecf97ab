extension [Double] {
    /// The middle one in order, or the mean of the middle two; nil where there is none.
    var median: Double? {
        if isEmpty { return nil }
        let sorted = sorted(), middle = count / 2
        return count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
