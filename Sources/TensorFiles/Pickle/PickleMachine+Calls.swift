import Failures

/// The three calls that a pickle of tensors makes, and the storages it names.
extension PickleMachine {
    /// REDUCE: a name and its arguments become a dictionary or a tensor; anything else is refused.
    mutating func call() throws {
        let pair = try pop(2)
        guard case .symbol(let symbol) = pair[0] else { throw failure("calls \(pair[0].kind)") }
        guard case .tuple(let number) = pair[1] else { throw failure("calls a name with \(pair[1].kind)") }
        let arguments = tuples[number]
        switch symbol {
        case .orderedDictionary:
            guard arguments.isEmpty else { throw failure("makes an OrderedDict of \(arguments.count) arguments") }
            pushMap()
        case .rebuildTensor: try rebuildTensor(arguments)
        case .rebuildParameter:
            guard arguments.count == 3, case .tensor = arguments[0] else { throw failure("makes a parameter of no tensor") }
            stack.append(arguments[0])
        case .storage(let type): throw failure("calls the storage of \(type.rawValue)")
        }
    }

    /// (storage, offset, size, stride, requires_grad, hooks[, metadata]).
    private mutating func rebuildTensor(_ arguments: [PickleItem]) throws {
        guard arguments.count == 6 || arguments.count == 7, case .storage(let number) = arguments[0],
            case .integer(let offset) = arguments[1]
        else { throw failure("makes a tensor of something other than a storage, an offset, a size and strides") }
        let shape = try integers(arguments[2], "size"), strides = try integers(arguments[3], "strides")
        // Marks such as "the numbers are to be negated".
        if arguments.count == 7 {
            switch arguments[6] {
            case .none: break
            case .map(let map) where maps[map].isEmpty: break
            default: throw failure("makes a tensor with metadata, which change what its numbers mean")
            }
        }
        let storage = storages[number]
        if let problem = storage.problem(shape: shape, strides: strides, offset: offset) {
            throw failure("makes a tensor of shape \(shown(shape)) with \(problem)")
        }
        tensors.append(PickleTensor(shape: shape, strides: strides, offset: offset, storage: storage))
        stack.append(.tensor(tensors.count - 1))
    }

    private func integers(_ item: PickleItem, _ name: String) throws -> [Int] {
        guard case .tuple(let number) = item else { throw failure("makes a tensor whose \(name) is \(item.kind)") }
        return try tuples[number].map { item in
            guard case .integer(let value) = item else { throw failure("makes a tensor with \(item.kind) in its \(name)") }
            return value
        }
    }

    /// BINPERSID: ("storage", type, key, location, number of elements).
    mutating func pushStorage() throws {
        let item = try pop(1)[0]
        guard case .tuple(let number) = item, tuples[number].count == 5, case .text("storage") = tuples[number][0],
            case .symbol(.storage(let type)) = tuples[number][1], case .text(let key) = tuples[number][2],
            case .text = tuples[number][3], case .integer(let count) = tuples[number][4]
        else { throw failure("names a storage in another way than torch does") }
        guard let entry = archive.entry(storagePrefix + key) else {
            throw failure("names the storage \(key.quoted), but the archive has no \((storagePrefix + key).quoted)")
        }
        guard entry.method == .stored else {
            throw failure("names the storage \(key.quoted), which is compressed", remedy: "save the file again with torch.save")
        }
        let (bits, overflow) = count.multipliedReportingOverflow(by: type.bits)
        guard count >= 0, !overflow, bits / 8 <= entry.size else {
            throw failure("names a storage of \(count) elements of \(type.rawValue), but \(entry.name.quoted) has \(entry.size) bytes")
        }
        storages.append(PickleStorage(archive: archive, entry: entry, type: type, count: count))
        stack.append(.storage(storages.count - 1))
    }

    private func failure(_ what: String, remedy: String) -> Failure { scanner.failure(what, at: opcode, remedy: remedy) }
}
