package import CKernels

/// The place where whole-matrix operations run: a fixed number of threads and the kernels chosen for this machine.
///
/// Work is cut into blocks whose bounds depend on the shapes alone, and each block is computed by one thread from
/// start to end, so every result has the same bits on any number of threads.
///
/// Two threads may use one engine at once, each with matrices of its own: their operations take turns.
public final class ComputeEngine: Sendable {
    /// Threads that take part in an operation, the calling one included: those that the system gave.
    public let threads: Int
    /// The instruction set that this engine's kernels use. Products use BLAS, which chooses for itself.
    public let isa: Kernels.ISA
    /// The kernels of that instruction set. Operations of Engine call them; a table never changes.
    package let kernels: ck_kernels
    private let pool: WorkerPool
    /// Where operations run that have a form for it; nil: all run here.
    let device: Device?

    /// - Parameters:
    ///   - threads: 0 means one for each processor that this process may use. Where the system does not give so many
    ///     there are fewer, with the same results.
    ///   - isa: An instruction set of `Kernels.available`; nil means `Kernels.preferred`.
    public convenience init(threads: Int = 0, isa: Kernels.ISA? = nil) {
        self.init(threads: threads, isa: isa, device: nil)
    }

    init(threads: Int, isa: Kernels.ISA?, device: Device?) {
        let wanted = threads > 0 ? min(threads, ComputeEngine.mostThreads) : ComputeEngine.processors
        let chosen = isa ?? Kernels.preferred
        guard let table = Kernels.table(chosen) else {
            preconditionFailure("no \(chosen) kernels here; there are \(Kernels.available)")
        }
        self.isa = chosen
        kernels = table
        self.device = device
        pool = WorkerPool(threads: wanted)
        self.threads = pool.threads
        BLAS.useOneThreadPerCall()
    }

    /// Up to which share of the entries of `[B, F]` the sparse forms are the faster ones: where a step asks which form to
    /// take. On a processor 1/8; a device's matrix units move that by an order of magnitude.
    public var sparseShare: Double { device == nil ? 1.0 / 8 : 1.0 / 128 }

    /// More threads than this are never made.
    public static let mostThreads = 1024

    /// Processors that this process may use, at most `mostThreads`.
    public static var processors: Int { min(mostThreads, Int(ck_available_processors())) }

    /// Address space that so many threads take: a stack each, and what the system's allocator sets aside for some.
    public static func threadMemory(_ threads: Int) -> MemoryNeed {
        var need = MemoryNeed()
        let others = max(0, threads - 1), arenas = min(others, 8 * processors)
        need.add("the stacks of \(threads) threads", bytes: Double(others) * Double(WorkerPool.stackBytes))
        #if canImport(Glibc)
        need.add("the allocator's room for each thread", bytes: Double(arenas) * 0x1p26)
        #endif
        return need
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
