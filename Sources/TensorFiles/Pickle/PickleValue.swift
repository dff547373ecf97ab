/// What a pickle of tensors says, as plain values.
public indirect enum PickleValue: Sendable {
    case none
    case truth(Bool)
    case integer(Int)
    /// Also a whole number beyond 64 bits, rounded.
    case real(Double)
    case text(String)
    case list([PickleValue])
    case tuple([PickleValue])
    /// A `dict` or `OrderedDict`, in its order; no text and no whole number is a key twice.
    case map([(key: PickleValue, value: PickleValue)])
    case tensor(PickleTensor)
}

extension PickleValue {
    /// The values of a map whose keys are texts, in its order; nil for anything else.
    public var named: [(name: String, value: PickleValue)]? {
        guard case .map(let pairs) = self else { return nil }
        var named: [(name: String, value: PickleValue)] = []
        for (key, value) in pairs {
            guard case .text(let name) = key else { return nil }
            named.append((name, value))
        }
        return named
    }

    /// A map's value for a text; nil where there is none, or no map.
    public subscript(_ name: String) -> PickleValue? {
        guard case .map(let pairs) = self else { return nil }
        for (key, value) in pairs {
            // `String` equality joins names that differ.
            if case .text(let text) = key, text.utf8.elementsEqual(name.utf8) { return value }
        }
        return nil
    }

    /// A whole number: an integer, or a tensor of one.
    public var whole: Int? {
        switch self {
        case .integer(let value): value
        case .tensor(let tensor) where tensor.count == 1: (try? tensor.integers())?.first.map { Int($0) }
        default: nil
        }
    }

    /// A number: an integer, a real, or a tensor of one.
    public var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .real(let value): value
        case .tensor(let tensor) where tensor.count == 1: try? tensor.doubles().first
        default: nil
        }
    }

    /// What it is, as messages name it.
    package var kind: String {
        switch self {
        case .none: "None"
        case .truth: "a truth value"
        case .integer: "a whole number"
        case .real: "a number"
        case .text: "a text"
        case .list: "a list"
        case .tuple: "a tuple"
        case .map: "a dictionary"
        case .tensor: "a tensor"
        }
    }
}
