import CUDA

extension KernelArgument {
    /// No place: what a kernel may do without.
    static var null: KernelArgument { .pointer(DevicePointer(address: 0)) }
    /// A size; it fits 32 bits, or no matrix of it could be made.
    static func size(_ count: Int) -> KernelArgument { .int(Int32(count)) }
    static func flag(_ isSet: Bool) -> KernelArgument { .int(isSet ? 1 : 0) }

    /// The two words of a float64.
    static func words(_ number: Double) -> [KernelArgument] { words(number.bitPattern) }
    /// The two words of 64 bits, the low one first.
    static func words(_ bits: UInt64) -> [KernelArgument] {
        [.unsigned(UInt32(truncatingIfNeeded: bits)), .unsigned(UInt32(truncatingIfNeeded: bits >> 32))]
    }
}
