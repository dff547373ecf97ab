/// What the machine does at its best, measured next to the work that is held against it.
public struct MachineRates: Sendable, Equatable, Codable {
    /// Operations a second of a large product in the engine's precision, a multiply and an add counted as two.
    public var flops: Double
    /// Bytes a second when reading a matrix that fits no cache.
    public var readBytes: Double
    /// Bytes a second when copying one, read and written ones both counted.
    public var copyBytes: Double

    public init(flops: Double, readBytes: Double, copyBytes: Double) {
        self.flops = flops
        self.readBytes = readBytes
        self.copyBytes = copyBytes
    }

    /// The faster of the two: no floor may stand above what was seen.
    public var bytes: Double { max(readBytes, copyBytes) }
}

/// The least that some work must do, by its shapes: operations, and bytes that have to cross memory once.
public struct Floor: Sendable, Equatable, Codable {
    public var operations: Double
    public var bytes: Double

    public init(operations: Double, bytes: Double) {
        self.operations = operations
        self.bytes = bytes
    }

    /// The time that the larger of the two takes at the machine's rates.
    public func seconds(at rates: MachineRates) -> Double { max(operations / rates.flops, bytes / rates.bytes) }

    /// Whether operations rather than bytes set it.
    public func isArithmetic(at rates: MachineRates) -> Bool { operations / rates.flops >= bytes / rates.bytes }

    public static func + (a: Floor, b: Floor) -> Floor {
        Floor(operations: a.operations + b.operations, bytes: a.bytes + b.bytes)
    }
}
