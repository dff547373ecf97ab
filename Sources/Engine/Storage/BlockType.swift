/// A quantised number format of GGML, by the name that it has there: some numbers share a scale and lie in a block of
/// their own. Layouts and formulas: Guides/GGUF.md.
public enum BlockType: String, Sendable, CaseIterable {
    case q4_0 = "Q4_0"
    case q4_1 = "Q4_1"
    case q5_0 = "Q5_0"
    case q5_1 = "Q5_1"
    case q8_0 = "Q8_0"
    case q4_K = "Q4_K"
    case q5_K = "Q5_K"
    case q6_K = "Q6_K"

    /// Numbers in a block.
    public var values: Int {
        switch self {
        case .q4_0, .q4_1, .q5_0, .q5_1, .q8_0: 32
        case .q4_K, .q5_K, .q6_K: BlockType.mostValues
        }
    }

    /// Bytes of a block.
    public var bytes: Int {
        switch self {
        case .q4_0: 18
        case .q4_1: 20
        case .q5_0: 22
        case .q5_1: 24
        case .q8_0: 34
        case .q4_K: 144
        case .q5_K: 176
        case .q6_K: 210
        }
    }

    static let mostValues = 256
}

/// How a stored matrix holds its numbers.
public enum StoredFormat: Sendable, Hashable {
    /// One by one.
    case plain(StorageType)
    /// In blocks, a row in a whole number of them.
    case blocks(BlockType)

    /// "BF16", "Q4_K".
    public var name: String {
        switch self {
        case .plain(let type): type.rawValue
        case .blocks(let type): type.rawValue
        }
    }
}
