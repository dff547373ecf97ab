public import Engine
import Failures
import Files
public import Foundation

/// One NumPy array from an `.npy` file: little-endian float16, float32, float64, int32 or int64 in C order. Mapped, and checked
/// when it is opened; anything else is refused by name.
public final class NpyFile: Sendable {
    public let path: String
    public let type: TensorType
    /// Row-major; `[]` is a single number.
    public let shape: [Int]
    private let mapping: MappedFile
    private let dataStart: Int

    /// Throws `.missingInput` where there is no such file, `.badData` where it cannot be read.
    public init(_ url: URL) throws {
        mapping = try MappedFile(url)
        path = mapping.path
        let header = try NpyHeader(mapping.bytes, place: path)
        guard !header.isFortranOrder else {
            throw Failure(
                .badData, "is in Fortran order (columns first)", at: path,
                remedy: "write it again with numpy.save, as a C-ordered array")
        }
        type = header.type
        shape = header.shape
        dataStart = header.dataStart
    }

    /// A float32 copy of a float16, float32 or float64 array (the last rounded). A single number is `[1, 1]`, a vector
    /// `[1, n]`, and of more dimensions the last is the columns. Throws `.badData` for integers.
    public func matrix() throws -> Matrix {
        let numbers: [Float]
        switch type {
        case .float16: numbers = elements(data, UInt16.self).map { HalfPrecision.float(float16: $0) }
        case .float32: numbers = elements(data, UInt32.self).map { Float(bitPattern: $0) }
        case .float64: numbers = elements(data, UInt64.self).map { Float(Double(bitPattern: $0)) }
        default: throw wrongType("numbers with a fraction")
        }
        let (rows, columns) = TensorEntry.matrixShape(shape)
        return Matrix(rows: rows, columns: columns, elements: numbers)
    }

    /// The elements of an int32 or int64 array, row by row. Throws `.badData` for others.
    public func integers() throws -> [Int64] {
        switch type {
        case .int32: return elements(data, Int32.self).map { Int64($0) }
        case .int64: return elements(data, Int64.self)
        default: throw wrongType("integers")
        }
    }

    private var data: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: mapping.bytes[dataStart...]) }

    private func wrongType(_ wanted: String) -> Failure {
        Failure(.badData, "holds \(type.rawValue), not \(wanted)", at: path, remedy: "write it again in that type")
    }
}
