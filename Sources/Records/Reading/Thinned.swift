/// A sequence of any length, of which about so many elements are kept, evenly spread: the first, the last, and between
/// them every one, or every second, every fourth …
package struct Thinned<Element> {
    /// At most twice as many are kept.
    private let most: Int
    private var kept: [Element] = []
    private var stride = 1
    /// How many there were.
    package private(set) var count = 0
    package private(set) var last: Element?

    package init(most: Int) { self.most = max(1, most) }

    package mutating func append(_ element: Element) {
        if count.isMultiple(of: stride) {
            if kept.count == 2 * most {
                kept = kept.indices.filter { $0.isMultiple(of: 2) }.map { kept[$0] }
                stride *= 2
            }
            if count.isMultiple(of: stride) { kept.append(element) }
        }
        count += 1
        last = element
    }

    /// In their order.
    package var elements: [Element] {
        guard let last, !(count - 1).isMultiple(of: stride) else { return kept }
        return kept + [last]
    }
}

extension Thinned: Sendable where Element: Sendable {}
