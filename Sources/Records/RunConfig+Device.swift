/// What a device's products, and the rows that its kernels gather, are rounded to (Guides/GPU.md). Weights, moments,
/// sums and losses are float32 or float64 in all of them; a processor computes in float32 whatever is set.
public enum DevicePrecision: String, Sendable, CaseIterable, Codable {
    case float32, tf32, bf16
}

/// Where a run computes, as `device` says it.
public enum DeviceChoice: Sendable, Equatable {
    /// A GPU where one is found and works, else the processor.
    case auto
    case cpu
    /// The GPU of that number, as the driver counts them.
    case cuda(Int)

    /// The largest number a GPU may have.
    public static let mostDevices = 255

    /// `auto`, `cpu`, `cuda`, `cuda:N`; nil: none of them.
    public init?(_ text: String) {
        switch text {
        case "auto": self = .auto
        case "cpu": self = .cpu
        case "cuda": self = .cuda(0)
        default:
            guard text.hasPrefix("cuda:") else { return nil }
            let digits = text.dropFirst(5)
            guard digits.count <= 3, digits.allSatisfy({ ("0"..."9").contains($0) }), let number = Int(digits),
                number <= DeviceChoice.mostDevices
            else { return nil }
            self = .cuda(number)
        }
    }
}
