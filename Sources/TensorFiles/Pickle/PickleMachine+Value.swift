import Failures

/// From the machine's lists to plain values, each inside the one that holds it.
extension PickleMachine {
    /// How deep values nest at most: dictionaries of checkpoints are three or four deep.
    private static let deepest = 64

    /// A container whose values are being collected.
    private struct Open {
        var item: PickleItem
        var done: [PickleValue] = []
        var keys = Set<Key>()
    }

    private enum Key: Hashable {
        case text([UInt8])
        case integer(Int)
    }

    /// Throws `.badData` where values nest deeper than any that are meant, for ever, or are too many once each stands in
    /// its place (a few bytes can say a million).
    func value(of root: PickleItem) throws -> PickleValue {
        var open: [Open] = [], made = 0, next: PickleItem? = root, finished: PickleValue?
        while true {
            if let item = next {
                next = nil
                made += 1
                guard made <= PickleMachine.mostItems else { throw failure("holds more than \(PickleMachine.mostItems) values") }
                if let plain = try plain(item) {
                    finished = plain
                } else {
                    guard open.count < PickleMachine.deepest else {
                        throw failure("nests values more than \(PickleMachine.deepest) deep")
                    }
                    open.append(Open(item: item))
                }
            }
            if let value = finished {
                finished = nil
                guard !open.isEmpty else { return value }
                try take(value, into: &open[open.count - 1])
            }
            // What comes next is the innermost container's next value, or that container itself.
            guard let last = open.last else { continue }
            if let item = child(last.item, last.done.count) {
                next = item
            } else {
                open.removeLast()
                finished = closed(last)
            }
        }
    }

    /// A value that holds no others; nil for a container.
    private func plain(_ item: PickleItem) throws -> PickleValue? {
        switch item {
        case .none: .some(.none)
        case .truth(let value): .truth(value)
        case .integer(let value): .integer(value)
        case .real(let value): .real(value)
        case .text(let value): .text(value)
        case .tensor(let number): .tensor(tensors[number])
        case .symbol, .storage: throw failure("holds \(item.kind) in the place of a value")
        case .tuple, .list, .map: nil
        }
    }

    /// A container's value at a place, a dictionary's keys and values by turns; nil behind the last.
    private func child(_ container: PickleItem, _ place: Int) -> PickleItem? {
        switch container {
        case .tuple(let number): place < tuples[number].count ? tuples[number][place] : nil
        case .list(let number): place < lists[number].count ? lists[number][place] : nil
        case .map(let number):
            place / 2 < maps[number].count ? (place % 2 == 0 ? maps[number][place / 2].0 : maps[number][place / 2].1) : nil
        default: nil
        }
    }

    private func take(_ value: PickleValue, into open: inout Open) throws {
        var value = value
        if case .map = open.item {
            if open.done.count % 2 == 0 {
                try requireNew(value, &open.keys)
            } else if case .text(let name)? = open.done.last, case .tensor(var tensor) = value {
                tensor.name = name
                value = .tensor(tensor)
            }
        }
        open.done.append(value)
    }

    private func requireNew(_ key: PickleValue, _ keys: inout Set<Key>) throws {
        let isNew = switch key {
        case .text(let text): keys.insert(.text(Array(text.utf8))).inserted
        case .integer(let number): keys.insert(.integer(number)).inserted
        default: true
        }
        guard !isNew else { return }
        if case .text(let text) = key { throw failure("holds the key \(text.quoted) twice in a dictionary") }
        throw failure("holds a key twice in a dictionary")
    }

    private func closed(_ open: Open) -> PickleValue {
        switch open.item {
        case .tuple: return .tuple(open.done)
        case .list: return .list(open.done)
        default:
            return .map(stride(from: 0, to: open.done.count, by: 2).map { (open.done[$0], open.done[$0 + 1]) })
        }
    }
}
