public import Engine

/// Measures the machine's rates through the engine that does the work, so on the same threads and the same BLAS, or on the same
/// GPU in the same precision.
public final class MachineProbe {
    private let engine: ComputeEngine
    private let a: Matrix, b: Matrix, c: Matrix
    private let source: Matrix, target: Matrix
    /// How often each is done in a measurement: a GPU takes less time for one than it takes to wait for it.
    private let times: Int
    /// Of the sum that a read leaves behind, so that it cannot be left out.
    private var total = 0.0

    /// - Parameters:
    ///   - size: of the square product. 3,072 takes 58 GFLOP, a quarter of a second on two cores.
    ///   - bytes: that are read or copied; more than the caches hold.
    public init(engine: ComputeEngine, size: Int = 3072, bytes: Int = 128 << 20) {
        self.engine = engine
        times = engine.measuredTimes
        var random = CounterRandom(seed: 1)
        a = Matrix(rows: size, columns: size)
        b = Matrix(rows: size, columns: size)
        c = Matrix(rows: size, columns: size)
        for matrix in [a, b] { engine.fillUniform(matrix, in: -1...1, using: &random) }
        source = Matrix(rows: max(1, bytes / 4 / 1024), columns: 1024)
        target = Matrix(rows: source.rows, columns: source.columns)
        engine.fillUniform(source, in: -1...1, using: &random)
        // The first use of a page is the system's work, and BLAS makes its own ready at its first call.
        engine.copy(source, into: target)
        engine.product(a, transposed: b, into: c)
    }

    /// One measurement of each.
    public func measure() -> MachineRates {
        let size = Double(a.rows), bytes = Double(source.count * 4)
        let product = Stopwatch.seconds(on: engine, times: times) { engine.product(a, transposed: b, into: c) }
        let read = Stopwatch.seconds(on: engine, times: times) { total += engine.sumOfSquares(source) }
        let copy = Stopwatch.seconds(on: engine, times: times) { engine.copy(source, into: target) }
        return MachineRates(
            flops: 2 * size * size * size / product, readBytes: bytes / read, copyBytes: 2 * bytes / copy)
    }
}

extension ComputeEngine {
    /// How often work is done in one measurement of it.
    var measuredTimes: Int { deviceDescription == nil ? 1 : 10 }
}
