/// One program for the device: its whole text, and the kernels in it.
public struct KernelText: Sendable {
    /// The topic ("elementwise"): in messages, in the log, in the cache's file name.
    public let name: String
    /// CUDA C++ that includes nothing.
    public let source: String
    /// The kernels that are fetched from it by name.
    public let kernels: [String]

    public init(name: String, source: String, kernels: [String]) {
        self.name = name
        self.source = source
        self.kernels = kernels
    }
}
