public import Engine

/// Everything that one run of `orthosae bench` measured. The stored names, in snake case, are the keys of its JSON.
public struct BenchResult: Sendable, Equatable, Codable {
    public let version: String
    public let threads: Int
    /// The kernels' instruction set.
    public let isa: String
    /// What computes products.
    public let library: String
    /// nil: the processor computes.
    public let device: BenchDevice?
    public var steps: [StepFigures] = []
    public var models: [ModelFigures] = []

    public init(version: String, engine: ComputeEngine) {
        self.version = version
        threads = engine.threads
        isa = engine.isa.rawValue
        library = ComputeEngine.productLibrary
        device = engine.deviceDescription.map { BenchDevice($0, engine.precision) }
    }
}

/// The GPU that was measured, and what figures on it belong to.
public struct BenchDevice: Sendable, Equatable, Codable {
    /// "NVIDIA H100 80GB HBM3"
    public let name: String
    /// "9.0"
    public let capability: String
    /// `float32`, `tf32` or `bf16`: what products round their operands to.
    public let precision: String
    /// The newest CUDA that the driver knows, and the versions of NVRTC and cuBLASLt.
    public let driver: String
    public let compiler: String
    public let products: String

    init(_ device: DeviceDescription, _ precision: Precision) {
        name = device.name
        capability = device.capability
        self.precision = precision.rawValue
        driver = device.driver
        compiler = device.compiler
        products = device.products
    }
}
