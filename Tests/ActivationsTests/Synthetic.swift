import Activations
import Engine
import Failures

/// Streams whose every row says its own number, so that a batch can be read back as row numbers.
enum Synthetic {
    /// A new one each time: tests run at the same time, and an engine serves one thread.
    static var engine: ComputeEngine { ComputeEngine(threads: 2) }

    /// `[n, 3]`; row i is (i, i + 1/4, 1).
    static func numbered(_ n: Int) -> Matrix {
        Matrix(rows: n, columns: 3, elements: (0..<n).flatMap { [Float($0), Float($0) + 0.25, 1] })
    }

    static func stream(_ n: Int, context: Int = 10, chunks: [Int] = [.max]) -> ChunkedStream {
        ChunkedStream(MatrixStream(numbered(n), context: context, engine: engine), chunks: chunks)
    }

    /// All batches of a source, each as the row numbers in it.
    static func batches(_ source: some ActivationSource, size: Int, limit: Int = .max) throws -> [[Int]] {
        let batch = ActivationBatch(size: size, width: source.width)
        var all: [[Int]] = []
        while all.count < limit, try source.next(into: batch) { all.append(numbers(batch, scale: source.inputScale)) }
        return all
    }

    static func numbers(_ batch: ActivationBatch, scale: Float = 1) -> [Int] {
        let elements = batch.rows.toArray()
        return stride(from: 0, to: elements.count, by: 3).map { Int((elements[$0] / scale).rounded()) }
    }
}

/// Delivers another stream in pieces of the given sizes, over and over.
final class ChunkedStream: ActivationStream {
    private let inner: any ActivationStream
    private let chunks: [Int]
    private var reads = 0

    init(_ inner: any ActivationStream, chunks: [Int]) {
        self.inner = inner
        self.chunks = chunks
    }

    var width: Int { inner.width }

    func read(into output: Matrix, at row: Int, limit: Int, origins: inout [ActivationOrigin]) throws -> Int {
        reads += 1
        return try inner.read(into: output, at: row, limit: min(limit, chunks[reads % chunks.count]), origins: &origins)
    }

    func saveState() throws -> SavedState { try inner.saveState() }
    func restore(_ state: SavedState) throws { try inner.restore(state) }
}
