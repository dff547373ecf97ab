import Failures

/// Where in a checkpoint the tensors are: `{"model": {…}, "optimizer": {…}}` and the like.
extension PickleFile {
    /// The outermost dictionary that has a tensor under every one of these names; of several equally deep ones the first.
    /// nil where there is none.
    public func stateDict(with names: [String]) -> PickleValue? {
        var level = [root]
        // Values nest no deeper than the machine allows.
        while !level.isEmpty {
            var deeper: [PickleValue] = []
            for value in level {
                guard case .map(let pairs) = value else { continue }
                let has = names.allSatisfy { name in
                    if case .tensor? = value[name] { return true }
                    return false
                }
                if has { return value }
                deeper += pairs.map(\.value)
            }
            level = deeper
        }
        return nil
    }

    /// The same, throwing `.badData` with the keys that there are where there is none.
    public func requireStateDict(with names: [String]) throws -> PickleValue {
        if let found = stateDict(with: names) { return found }
        let keys = keys(atMost: 40)
        throw Failure(
            .badData, "holds no dictionary with \(names.map(\.quoted).joined(separator: ", "))", at: path,
            remedy: keys.isEmpty ? "it is \(root.kind)" : "it has \(keys.joined(separator: ", "))")
    }

    /// What dictionaries hold, as messages say it: `model.encoder.weight [8, 4]`; of many the first.
    public func keys(atMost most: Int) -> [String] {
        var keys: [String] = []
        // Innermost last, so that a dictionary's own keys stay together.
        var open: [(prefix: String, value: PickleValue)] = [("", root)]
        while keys.count < most, let (prefix, value) = open.popLast() {
            switch value {
            case .map(let pairs):
                for (key, value) in pairs.reversed() {
                    guard case .text(let name) = key else { continue }
                    open.append((prefix.isEmpty ? name : "\(prefix).\(name)", value))
                }
            case .tensor(let tensor): keys.append("\(prefix.quoted) \(shown(tensor.shape))")
            default: if !prefix.isEmpty { keys.append("\(prefix.quoted) (\(value.kind))") }
            }
        }
        return keys
    }
}
