import Engine
import Synchronization
import Testing

@Suite struct WorkerPoolTests {
    @Test(arguments: [1, 2, 7])
    func `every block runs once, by a worker of the engine, and the call waits for all`(threads: Int) {
        let engine = ComputeEngine(threads: threads)
        for blocks in [0, 1, 2, 3, 50] {
            let runs = Mutex([Int](repeating: 0, count: blocks)), workersFit = Mutex(true)
            engine.forEachBlock(blocks) { block, worker in
                runs.withLock { $0[block] += 1 }
                if !(0..<threads).contains(worker) { workersFit.withLock { $0 = false } }
            }
            #expect(runs.withLock { $0.allSatisfy { $0 == 1 } })
            #expect(workersFit.withLock { $0 })
        }
    }

    /// Once a worker that let go of the job late made the program stop: many short jobs would show it.
    @Test func `many short jobs follow each other`() {
        let engine = ComputeEngine(threads: 4), total = Atomic<Int>(0)
        for _ in 0..<5000 { engine.forEachBlock(4) { _, _ in total.wrappingAdd(1, ordering: .relaxed) } }
        #expect(total.load(ordering: .relaxed) == 20000)
    }

    @Test func `a range is cut into fixed pieces that cover it`() {
        let engine = ComputeEngine(threads: 2), pieces = Mutex([Range<Int>]())
        engine.forEachRange(of: 10, by: 4) { range, _ in pieces.withLock { $0.append(range) } }
        #expect(pieces.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } } == [0..<4, 4..<8, 8..<10])
    }
}

/// An engine knows no thread of its own: a server's requests may share one.
@Suite struct `An engine used from several threads` {
    @Test(arguments: [1, 3])
    func `gives each its own results`(threads: Int) async {
        let engine = ComputeEngine(threads: threads)
        @Sendable func squares(_ seed: Int) -> [Double] {
            let a = noiseMatrix(300, 257, seed: UInt64(seed)), c = Matrix(rows: 300, columns: 300)
            engine.product(a, transposed: a, into: c)
            return engine.rowSquaredNorms(c)
        }
        let alone = (0..<4).map { squares($0) }
        let together = await withTaskGroup(of: (Int, [[Double]]).self) { group in
            for caller in 0..<4 {
                group.addTask { (caller, (0..<40).map { _ in squares(caller) }) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for caller in 0..<4 { #expect(together[caller]?.allSatisfy { $0 == alone[caller] } == true, "\(caller)") }
    }
}
