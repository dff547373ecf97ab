public import Engine

/// Measures cases one after the other: their matrices, of which a paper-sized step has a gigabyte, are there in turn.
public struct StepMeasurement {
    private let engine: ComputeEngine
    private let probe: MachineProbe
    /// Rounds that count; one more goes before them.
    private let repeats: Int

    /// - Parameter repeats: at least 1. Each round measures the machine, the product and the step once, so that a
    ///   machine that grows slower or faster does so for all of them.
    public init(engine: ComputeEngine, probe: MachineProbe, repeats: Int) {
        precondition(repeats >= 1, "\(repeats) rounds")
        self.engine = engine
        self.probe = probe
        self.repeats = repeats
    }

    /// - Throws: what a step throws; `Failure(.usage)` for a case that cannot be.
    public func run(_ stepCase: StepCase) throws -> StepFigures {
        try stepCase.validate()
        let bench = StepBench(stepCase, engine: engine)
        // Storage grows to the case's size; and the pairs are the same ones in every later step.
        _ = try bench.round(probe)
        bench.listPairs()
        var rounds: [StepBench.Round] = []
        for _ in 0..<repeats { rounds.append(try bench.round(probe)) }
        return StepFigures(bench, rounds)
    }
}
