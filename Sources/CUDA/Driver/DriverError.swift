/// A call of the driver's, or of cuBLASLt's, that answered something other than success.
struct DriverError: Error {
    /// The function's name.
    let call: String
    let code: Int32
    /// "CUDA_ERROR_OUT_OF_MEMORY"; the number where the library has no name for it.
    let name: String

    /// cuBLASLt has nothing for such a product. Its numbers are kept negative here.
    var isUnsupportedProduct: Bool { code == -15 }
    var isOutOfMemory: Bool { code == 2 }

    /// A context does not recover from these: nothing that is on the device can be read any more.
    var isLasting: Bool { DriverError.faults.contains(code) || DriverError.losses.contains(code) }
    /// The device itself went away.
    var isLoss: Bool { DriverError.losses.contains(code) }

    /// What a kernel can do: addresses, instructions, time.
    private static let faults: Set<Int32> = [700, 702, 710, 714, 715, 716, 717, 718, 719]
    private static let losses: Set<Int32> = [46, 214, 220, 802, 999]
}
