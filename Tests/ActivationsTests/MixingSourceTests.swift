import Activations
import Engine
import Failures
import TestSupport
import Testing

@Suite struct MixingSourceTests {
    static func source(
        _ n: Int, tokens: Int = .max, buffer: Int, batch: Int, shuffle: Bool = true, seed: UInt64 = 7,
        chunks: [Int] = [.max], engine: ComputeEngine = Synthetic.engine
    ) -> MixingSource {
        MixingSource(
            stream: Synthetic.stream(n, chunks: chunks), tokens: min(tokens, 1 << 40), buffer: buffer, batch: batch,
            shuffle: shuffle, seed: seed, engine: engine)
    }

    @Test(arguments: [(1000, 200, 16), (999, 100, 50), (1000, 33, 16), (64, 1000, 16), (160, 32, 16), (40, 40, 20)])
    func `every activation is served once, but for a tail smaller than a batch`(n: Int, buffer: Int, batch: Int) throws {
        let source = MixingSourceTests.source(n, buffer: buffer, batch: batch)
        let served = try Synthetic.batches(source, size: batch).flatMap { $0 }
        #expect(served.count == n / batch * batch)
        #expect(Set(served).count == served.count)
        #expect(served.allSatisfy { (0..<n).contains($0) })
        #expect(source.tokensServed == served.count)
        #expect(source.tokensRead == n)
        #expect(source.ranOut)
        #expect(try !source.next(into: ActivationBatch(size: batch, width: 3)))
    }

    @Test func `half of the buffer is served before new rows come in`() throws {
        let served = try Synthetic.batches(MixingSourceTests.source(1000, buffer: 200, batch: 20), size: 20)
        #expect(served[0..<5].joined().allSatisfy { $0 < 200 })
        #expect(served[5..<10].joined().allSatisfy { $0 < 300 })
        // What was kept is mixed with what came: both are in the second round.
        #expect(served[5..<10].joined().contains { $0 < 200 })
        #expect(served[5..<10].joined().contains { $0 >= 200 })
    }

    @Test func `batches are mixed and follow the seed`() throws {
        let first = try Synthetic.batches(MixingSourceTests.source(1000, buffer: 200, batch: 20), size: 20)
        #expect(first[0] != Array(0..<20))
        #expect(first == (try Synthetic.batches(MixingSourceTests.source(1000, buffer: 200, batch: 20), size: 20)))
        #expect(first != (try Synthetic.batches(MixingSourceTests.source(1000, buffer: 200, batch: 20, seed: 8), size: 20)))
    }

    @Test(arguments: [[1], [7, 1, 64], [13], [100], [199, 3]])
    func `the stream's pieces and the threads do not show`(chunks: [Int]) throws {
        let whole = try Synthetic.batches(MixingSourceTests.source(1000, buffer: 200, batch: 20), size: 20)
        let engine = ComputeEngine(threads: chunks.count == 1 ? 1 : 5)
        let source = MixingSourceTests.source(1000, buffer: 200, batch: 20, chunks: chunks, engine: engine)
        #expect(try Synthetic.batches(source, size: 20) == whole)
    }

    @Test func `a run reads no further than its tokens, so the length of the text does not show`() throws {
        let long = MixingSourceTests.source(5000, tokens: 700, buffer: 200, batch: 20)
        let exact = MixingSourceTests.source(700, tokens: 700, buffer: 200, batch: 20)
        let batches = try Synthetic.batches(long, size: 20)
        #expect(batches == (try Synthetic.batches(exact, size: 20)))
        #expect(batches.count == 35)
        #expect(long.tokensRead == 700)
        #expect(!long.ranOut)
        #expect(!exact.ranOut)
    }

    @Test func `without shuffling batches follow the text and name each row's previous token`() throws {
        // Contexts of 10 rows; batches of 8 cut them.
        let source = MixingSourceTests.source(50, buffer: 20, batch: 8, shuffle: false, chunks: [3, 11])
        let batch = ActivationBatch(size: 8, width: 3)
        var row = 0
        while try source.next(into: batch) {
            #expect(Synthetic.numbers(batch) == Array(row..<row + 8))
            let expected = (0..<8).map { $0 == 0 || (row + $0) % 10 == 0 ? Int32(-1) : Int32($0 - 1) }
            #expect(batch.previous == expected)
            row += 8
        }
        #expect(row == 48)
    }

    @Test func `a gap in a context, as a dropped BOS leaves it, separates its tokens`() {
        let origins = [(0, 3), (0, 5), (0, 6), (1, 7), (1, 8)].map { ActivationOrigin(context: $0, position: $1) }
        #expect(MixingSource.previousRows(of: origins[...]) == [-1, -1, 1, -1, 3])
        #expect(MixingSource.previousRows(of: origins[2...]) == [-1, -1, 1])
    }

    @Test func `mixed batches name no previous tokens`() throws {
        let batch = ActivationBatch(size: 8, width: 3)
        batch.previous = [1]
        _ = try MixingSourceTests.source(50, buffer: 20, batch: 8).next(into: batch)
        #expect(batch.previous == nil)
    }

    @Test(arguments: [Float.nan, .infinity]) func `an activation that is not finite is named`(bad: Float) throws {
        let rows = Synthetic.numbered(100)
        var elements = rows.toArray()
        elements[57 * 3 + 1] = bad
        rows.assign(elements)
        let stream = ChunkedStream(MatrixStream(rows, context: 10, engine: Synthetic.engine), chunks: [9])
        let source = MixingSource(
            stream: stream, tokens: 100, buffer: 40, batch: 10, seed: 1, engine: Synthetic.engine)
        let thrown = try failure { _ = try Synthetic.batches(source, size: 10) }
        #expect(thrown?.kind == .badData)
        #expect(thrown?.what.contains("position 7 of context 5 is not finite (number 57 of the stream)") == true)
    }

    @Test func `an empty stream gives no batch`() throws {
        let source = MixingSourceTests.source(0, tokens: 100, buffer: 40, batch: 10)
        #expect(try !source.next(into: ActivationBatch(size: 10, width: 3)))
        #expect(source.ranOut)
    }

    @Test func `the default buffer is 100,000 or a quarter of the run, and two batches at least`() {
        #expect(MixingPlan(tokens: 5_000_000, batch: 2048).buffer == 100_000)
        #expect(MixingPlan(tokens: 100_000, batch: 2048).buffer == 25_000)
        #expect(MixingPlan(tokens: 10_000, batch: 2048).buffer == 4096)
        #expect(MixingPlan(tokens: 5_000_000, batch: 2048, buffer: 10).buffer == 4096)
        #expect(MixingPlan(tokens: 5_000_000, batch: 2048, buffer: 300_000).buffer == 300_000)
    }
}
