public import Engine

/// How the numbers of a tensor are stored, by the names that safetensors gives them.
public enum TensorType: String, Sendable, CaseIterable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int64 = "I64"
    case int32 = "I32"
    case int16 = "I16"
    case int8 = "I8"
    case uint64 = "U64"
    case uint32 = "U32"
    case uint16 = "U16"
    case uint8 = "U8"
    case bool = "BOOL"
    case complex64 = "C64"
    case float8e4m3 = "F8_E4M3"
    case float8e5m2 = "F8_E5M2"
    case float8e4m3fnuz = "F8_E4M3FNUZ"
    case float8e5m2fnuz = "F8_E5M2FNUZ"
    case float8e8m0 = "F8_E8M0"
    case float6e2m3 = "F6_E2M3"
    case float6e3m2 = "F6_E3M2"
    case float4 = "F4"

    /// Bits of one element.
    public var bits: Int {
        switch self {
        case .float64, .int64, .uint64, .complex64: 64
        case .float32, .int32, .uint32: 32
        case .float16, .bfloat16, .int16, .uint16: 16
        case .float6e2m3, .float6e3m2: 6
        case .float4: 4
        default: 8
        }
    }

    /// The engine's name for it, where the engine computes with it.
    public var storage: StorageType? {
        switch self {
        case .float32: .float32
        case .float16: .float16
        case .bfloat16: .bfloat16
        default: nil
        }
    }

    public init(_ storage: StorageType) {
        switch storage {
        case .float32: self = .float32
        case .float16: self = .float16
        case .bfloat16: self = .bfloat16
        }
    }
}

/// One tensor as the header of a safetensors file describes it.
public struct TensorEntry: Sendable, Equatable {
    public let name: String
    public let type: TensorType
    /// Row-major; `[]` is a single number.
    public let shape: [Int]
    /// Where its bytes lie, counted from the end of the header.
    public let byteRange: Range<Int>

    /// Elements in it; the header check has shown that this does not overflow.
    public var count: Int { shape.reduce(1, *) }

    /// The shape as a matrix: a number is 1 x 1, a vector one row, and of more dimensions the last is the columns.
    package var matrixShape: (rows: Int, columns: Int) { TensorEntry.matrixShape(shape) }

    static func matrixShape(_ shape: [Int]) -> (rows: Int, columns: Int) {
        (shape.dropLast().reduce(1, *), shape.last ?? 1)
    }
}
