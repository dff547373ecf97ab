/// A device's compute capability: 9.0.
public struct Capability: Sendable, Hashable, CustomStringConvertible {
    public let major: Int
    public let minor: Int

    public init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// As architectures are numbered: 90.
    var number: Int { major * 10 + minor }
    public var description: String { "\(major).\(minor)" }
}

/// What was found: for messages, and for records, since a run's bits belong to it.
public struct GPUFacts: Sendable, Hashable {
    /// "NVIDIA H100 80GB HBM3".
    public let name: String
    public let capability: Capability
    /// Bytes, in use or not.
    public let memory: Int
    public let multiprocessors: Int
    /// Bytes of the second-level cache.
    public let levelTwoCache: Int
    /// Bytes of shared memory that one block may have.
    public let sharedMemoryPerBlock: Int
    /// The newest CUDA that the driver knows: "13.0".
    public let driverVersion: String
    /// "13.5".
    public let nvrtcVersion: String
    /// "13.5.1".
    public let cublasLtVersion: String
    /// The files that the functions come from.
    public let driverPath: String
    public let nvrtcPath: String
    public let cublasLtPath: String
    /// What kernels are compiled for: "sm_90".
    public let architecture: String
    /// Where compiled kernels are kept; nil if nowhere.
    public let cacheFolder: String?
    /// Sentences on what is not as usual; each once.
    public let notes: [String]
}
