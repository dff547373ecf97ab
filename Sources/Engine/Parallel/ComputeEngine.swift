package import CKernels

/// The place where whole-matrix operations run: a fixed number of threads and the kernels chosen for this machine.
///
/// Work is cut into blocks whose bounds depend on the shapes alone, and each block is computed by one thread from
/// start to end, so every result has the same bits on any number of threads.
public final class ComputeEngine: Sendable {
    /// Threads that take part in an operation, the calling one included.
    public let threads: Int
    /// The instruction set that this engine's kernels use. Products use BLAS, which chooses for itself.
    public let isa: Kernels.ISA
    /// The kernels of that instruction set. Operations of Engine call them; a table never changes.
    package let kernels: ck_kernels
    private let pool: WorkerPool

    /// - Parameters:
    ///   - threads: 0 means one for each processor that this process may use.
    ///   - isa: An instruction set of `Kernels.available`; nil means `Kernels.preferred`.
    public init(threads: Int = 0, isa: Kernels.ISA? = nil) {
        let wanted = threads > 0 ? threads : Int(ck_available_processors())
        self.threads = wanted
        let chosen = isa ?? Kernels.preferred
        guard let table = Kernels.table(chosen) else {
            preconditionFailure("no \(chosen) kernels here; there are \(Kernels.available)")
        }
        self.isa = chosen
        kernels = table
        pool = WorkerPool(threads: wanted)
        BLAS.useOneThreadPerCall()
    }

    /// The library that computes products: "OpenBLAS (Haswell)". It chooses its own instruction set.
    public static var productLibrary: String { BLAS.name }

    /// Runs `body(block, worker)` once for each block in `0..<blocks`, on all threads, and waits.
    /// `worker` in `0..<threads` names a scratch space that no other running block has.
    package func forEachBlock(_ blocks: Int, _ body: (_ block: Int, _ worker: Int) -> Void) {
        if blocks <= 1 || threads == 1 {
            for block in 0..<max(0, blocks) { body(block, 0) }
        } else {
            pool.run(blocks: blocks, body)
        }
    }

    /// Runs `body(range, worker)` over `0..<count` in fixed ranges of `size`.
    package func forEachRange(of count: Int, by size: Int, _ body: (_ range: Range<Int>, _ worker: Int) -> Void) {
        forEachBlock((count + size - 1) / size) { block, worker in
            body(block * size..<min(count, (block + 1) * size), worker)
        }
    }

    /// Runs `body(range, worker)` over the rows of a matrix, in fixed ranges of about 64 K elements: enough work to
    /// be worth a hand-over, and a function of the shape alone.
    package func forEachRowRange(
        rows: Int, columns: Int, _ body: (_ range: Range<Int>, _ worker: Int) -> Void
    ) {
        forEachRange(of: rows, by: max(1, 65536 / max(1, columns)), body)
    }
}
