/// What a kernel is given: addresses and numbers of 32 bits, each in a slot of 8 bytes.
public enum KernelArgument: Sendable, Hashable {
    case pointer(DevicePointer)
    case int(Int32)
    case unsigned(UInt32)
    case float(Float)

    /// The slot: the value in its first bytes, zeros behind it.
    var slot: UInt64 {
        switch self {
        case .pointer(let place): place.address
        case .int(let number): UInt64(UInt32(bitPattern: number))
        case .unsigned(let number): UInt64(number)
        case .float(let number): UInt64(number.bitPattern)
        }
    }
}
