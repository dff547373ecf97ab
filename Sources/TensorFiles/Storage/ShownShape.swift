/// A shape for a one-line message: a header may claim a million dimensions.
func shown(_ shape: [Int]) -> String {
    shape.count <= 8 ? "\(shape)" : "\(Array(shape.prefix(8)))… (\(shape.count) numbers)"
}
