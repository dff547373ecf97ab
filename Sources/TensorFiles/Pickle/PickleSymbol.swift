/// A name that a pickle may ask for. It stands for itself: nothing is imported, nothing is looked up.
enum PickleSymbol: Equatable {
    case orderedDictionary
    case rebuildTensor
    case rebuildParameter
    case storage(TensorType)

    /// Whether the name is one of the few that are known; anything else is refused, by its name.
    init?(module: String, name: String) {
        switch (module, name) {
        case ("collections", "OrderedDict"): self = .orderedDictionary
        case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
        case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
        case ("torch", _):
            guard let type = PickleStorage.types[name] else { return nil }
            self = .storage(type)
        default: return nil
        }
    }

    /// What to do about a name that is refused.
    static func remedy(module: String, name: String) -> String {
        switch (module, name) {
        case ("torch.storage", "UntypedStorage"), ("torch._utils", "_rebuild_tensor_v3"):
            "it holds numbers of a type that is not read (unsigned ones of 16 to 64 bits, float8); "
                + "convert the tensors to float32 and save them again"
        case ("torch", _) where name.hasSuffix("Storage"):
            "convert the tensors to float32 and save them again"
        default:
            "nothing was run; if you trust the file, load it with torch and save its state_dict() alone"
        }
    }
}

/// What lies on a pickle machine's stack and in its memo. Containers are places in the machine's lists, so that no
/// value holds another: a pickle may nest them as deep as it likes, or into themselves.
enum PickleItem {
    case none
    case truth(Bool)
    case integer(Int)
    case real(Double)
    case text(String)
    case symbol(PickleSymbol)
    case storage(Int)
    case tensor(Int)
    case tuple(Int)
    case list(Int)
    case map(Int)

    var kind: String {
        switch self {
        case .none: "None"
        case .truth: "a truth value"
        case .integer: "a whole number"
        case .real: "a number"
        case .text: "a text"
        case .symbol: "a name"
        case .storage: "a storage"
        case .tensor: "a tensor"
        case .tuple: "a tuple"
        case .list: "a list"
        case .map: "a dictionary"
        }
    }
}
