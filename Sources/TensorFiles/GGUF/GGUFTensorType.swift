public import Engine

/// A number format of GGML by its number in a file. All are known, so that a file's bounds can be checked; those are
/// computed with that have a `format`.
public enum GGUFTensorType: UInt32, Sendable, CaseIterable {
    case f32 = 0, f16 = 1, q4_0 = 2, q4_1 = 3, q5_0 = 6, q5_1 = 7, q8_0 = 8, q8_1 = 9, q2_K = 10, q3_K = 11, q4_K = 12
    case q5_K = 13, q6_K = 14, q8_K = 15, iq2_XXS = 16, iq2_XS = 17, iq3_XXS = 18, iq1_S = 19, iq4_NL = 20, iq3_S = 21
    case iq2_S = 22, iq4_XS = 23, i8 = 24, i16 = 25, i32 = 26, i64 = 27, f64 = 28, iq1_M = 29, bf16 = 30, tq1_0 = 34
    case tq2_0 = 35, mxfp4 = 39, nvfp4 = 40, q1_0 = 41

    /// Numbers and bytes of a block (ggml-quants; `GGML_QUANT_SIZES` of the gguf package).
    var block: (values: Int, bytes: Int) {
        switch self {
        case .f32, .i32: (1, 4)
        case .f16, .bf16, .i16: (1, 2)
        case .i8: (1, 1)
        case .i64, .f64: (1, 8)
        case .q4_0, .iq4_NL: (32, 18)
        case .q4_1: (32, 20)
        case .q5_0: (32, 22)
        case .q5_1: (32, 24)
        case .q8_0: (32, 34)
        case .q8_1: (32, 40)
        case .q2_K: (256, 84)
        case .q3_K, .iq3_S: (256, 110)
        case .q4_K: (256, 144)
        case .q5_K: (256, 176)
        case .q6_K: (256, 210)
        case .q8_K: (256, 292)
        case .iq2_XXS: (256, 66)
        case .iq2_XS: (256, 74)
        case .iq3_XXS: (256, 98)
        case .iq1_S: (256, 50)
        case .iq2_S: (256, 82)
        case .iq4_XS: (256, 136)
        case .iq1_M: (256, 56)
        case .tq1_0: (256, 54)
        case .tq2_0: (256, 66)
        case .mxfp4: (32, 17)
        case .nvfp4: (64, 36)
        case .q1_0: (128, 18)
        }
    }

    /// GGML's name: "Q4_K".
    public var name: String { format?.name ?? "\(self)".uppercased() }

    /// The engine's name for it, where the engine computes with it.
    public var format: StoredFormat? {
        switch self {
        case .f32: .plain(.float32)
        case .f16: .plain(.float16)
        case .bf16: .plain(.bfloat16)
        case .q4_0: .blocks(.q4_0)
        case .q4_1: .blocks(.q4_1)
        case .q5_0: .blocks(.q5_0)
        case .q5_1: .blocks(.q5_1)
        case .q8_0: .blocks(.q8_0)
        case .q4_K: .blocks(.q4_K)
        case .q5_K: .blocks(.q5_K)
        case .q6_K: .blocks(.q6_K)
        default: nil
        }
    }

    /// The names of those that can be computed with.
    static var known: String { allCases.filter { $0.format != nil }.map(\.name).joined(separator: ", ") }
}
