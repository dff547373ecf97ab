import Failures

/// Tensors that are no matrices: positions, counters, generator states.
extension TensorSource {
    /// The elements of an I64, I32, I16, I8, U32, U16, U8 or BOOL tensor, row by row. Throws `.badData` for others.
    public func integers(_ name: String) throws -> [Int64] {
        let tensor = try find(name)
        let bytes = tensor.file.bytes(of: tensor.entry)
        switch tensor.entry.type {
        case .int64: return elements(bytes, Int64.self).map { Int64($0) }
        case .int32: return elements(bytes, Int32.self).map { Int64($0) }
        case .int16: return elements(bytes, Int16.self).map { Int64($0) }
        case .int8: return elements(bytes, Int8.self).map { Int64($0) }
        case .uint32: return elements(bytes, UInt32.self).map { Int64($0) }
        case .uint16: return elements(bytes, UInt16.self).map { Int64($0) }
        case .uint8, .bool: return bytes.map { Int64($0) }
        default: throw wrongType(tensor, "integers")
        }
    }

    /// The elements of a U8 tensor. Throws `.badData` for others.
    public func bytes(_ name: String) throws -> [UInt8] {
        let tensor = try find(name)
        guard tensor.entry.type == .uint8 else { throw wrongType(tensor, "bytes") }
        return Array(tensor.file.bytes(of: tensor.entry))
    }

    /// The elements of an F64 tensor, row by row. Throws `.badData` for others.
    public func doubles(_ name: String) throws -> [Double] {
        let tensor = try find(name)
        guard tensor.entry.type == .float64 else { throw wrongType(tensor, "doubles") }
        return elements(tensor.file.bytes(of: tensor.entry), UInt64.self).map { Double(bitPattern: $0) }
    }

    private func wrongType(_ tensor: LocatedTensor, _ wanted: String) -> Failure {
        Failure(
            .badData, "tensor \(tensor.entry.name.quoted) is \(tensor.entry.type.rawValue), not \(wanted)",
            at: tensor.file.path, remedy: "the file was written by something else or another version")
    }
}

/// Little-endian integers, at any alignment.
func elements<T: FixedWidthInteger>(_ bytes: UnsafeRawBufferPointer, _ type: T.Type) -> [T] {
    let width = MemoryLayout<T>.size
    return (0..<bytes.count / width).map { T(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * width, as: T.self)) }
}
