import Failures

/// What the machine does to its stack, its memo and its containers.
extension PickleMachine {
    /// So many values from the top, the lowest first. Never one from below an open mark.
    mutating func pop(_ count: Int) throws -> [PickleItem] {
        guard stack.count - (marks.last ?? 0) >= count else { throw failure("takes a value from an empty stack") }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    mutating func popToMark() throws -> [PickleItem] {
        guard let mark = marks.popLast() else { throw failure("closes a mark that it has not opened") }
        defer { stack.removeLast(stack.count - mark) }
        return Array(stack[mark...])
    }

    mutating func pushTuple(_ items: [PickleItem]) {
        contained += items.count
        tuples.append(items)
        stack.append(.tuple(tuples.count - 1))
    }

    mutating func pushMap() {
        maps.append([])
        stack.append(.map(maps.count - 1))
    }

    mutating func append(_ items: [PickleItem]) throws {
        guard case .list(let number)? = top else { throw failure("appends to \(top?.kind ?? "nothing")") }
        contained += items.count
        lists[number] += items
    }

    mutating func setItems(_ items: [PickleItem]) throws {
        guard case .map(let number)? = top else { throw failure("sets a key of \(top?.kind ?? "nothing")") }
        guard items.count % 2 == 0 else { throw failure("sets a key without a value") }
        contained += items.count
        for i in stride(from: 0, to: items.count, by: 2) { maps[number].append((items[i], items[i + 1])) }
    }

    /// The top of the stack, unless a mark is open above it.
    var top: PickleItem? { marks.last == stack.count ? nil : stack.last }

    mutating func remember(_ number: UInt32) throws {
        guard let top else { throw failure("remembers a value of an empty stack") }
        memo[number] = top
    }

    mutating func recall(_ number: UInt32) throws {
        guard let item = memo[number] else { throw failure("recalls value \(number), which it has not remembered") }
        stack.append(item)
    }
}
