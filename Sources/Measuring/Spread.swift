import Engine

/// Some measurements of the same thing: the middle one, and how far they lie apart.
public struct Spread: Sendable, Equatable, Codable {
    public let median: Double
    public let min: Double
    public let max: Double

    /// Of one sample or more. An even number's median is the mean of the two in the middle.
    public init(_ samples: [Double]) {
        precondition(!samples.isEmpty, "a median of nothing")
        let sorted = samples.sorted(), middle = sorted.count / 2
        median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        min = sorted[0]
        max = sorted[sorted.count - 1]
    }
}

/// Wall-clock time.
enum Stopwatch {
    /// Seconds that `body` takes on an engine, which has nothing else to do: the mean of so many, one after the other. A GPU is
    /// waited for at both ends and not between them.
    static func seconds(on engine: ComputeEngine, times: Int, _ body: () throws -> Void) rethrows -> Double {
        engine.wait()
        let whole = try seconds {
            for _ in 0..<times { try body() }
            engine.wait()
        }
        return whole / Double(times)
    }

    /// Seconds that `body` takes.
    static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return (ContinuousClock.now - start) / .seconds(1)
    }
}
