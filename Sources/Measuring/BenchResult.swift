public import Engine

/// Everything that one run of `orthosae bench` measured. The stored names, in snake case, are the keys of its JSON.
public struct BenchResult: Sendable, Equatable, Codable {
    public let version: String
    public let threads: Int
    /// The kernels' instruction set.
    public let isa: String
    /// What computes products.
    public let library: String
    public var steps: [StepFigures] = []
    public var models: [ModelFigures] = []

    public init(version: String, engine: ComputeEngine) {
        self.version = version
        threads = engine.threads
        isa = engine.isa.rawValue
        library = ComputeEngine.productLibrary
    }
}
