import Engine
import Testing

/// A matrix of noise, the same for the same seed.
func noiseMatrix(_ rows: Int, _ columns: Int, seed: UInt64, scale: Float = 1) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: noise(rows * columns, seed: seed, scale: scale))
}

/// Shapes with nothing, one element, less than a piece of work, and several pieces in either direction.
let operationShapes = [(0, 5), (1, 1), (3, 7), (50, 130), (700, 301), (3, 70_001)]

/// Checks that an operation leaves the same bits on 1, 2 and 7 threads.
func expectSameBitsOnAnyThreads(
    _ name: String, sourceLocation: SourceLocation = #_sourceLocation, _ run: (ComputeEngine) -> [Float]
) {
    let results = [1, 2, 7].map { threads in run(ComputeEngine(threads: threads)).map(\.bitPattern) }
    #expect(results[0] == results[1] && results[0] == results[2], "\(name)", sourceLocation: sourceLocation)
}
