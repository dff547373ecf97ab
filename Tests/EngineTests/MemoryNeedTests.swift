import Engine
import Failures
import Testing

@Suite struct `Memory before work` {
    @Test func `is refused with both figures, the largest part and the remedy`() {
        var need = MemoryNeed()
        need.add("weights", rows: 1 << 24, columns: 4096, matrices: 6)
        need.add("a batch", rows: 1 << 20, columns: 1 << 24)
        need.add("a list", bytes: 3e6)
        let there = AvailableMemory(bytes: 4e9, bound: "a limit")
        let failure = #expect(throws: Failure.self) {
            try need.require(for: "training", remedy: "lower sae.latents", available: there)
        }
        #expect(
            failure?.description
                == "training needs about 72.0 TB of memory (70.4 TB for a batch, 1.6 TB for weights), and 4.0 GB can be had "
                + "(a limit); lower sae.latents")
        #expect(failure?.kind == .failed)
    }

    @Test func `that is there is not refused`() throws {
        var need = MemoryNeed()
        need.add("a matrix", rows: 1000, columns: 1000)
        #expect(need.bytes == 4e6)
        try need.require(for: "work", remedy: "", available: AvailableMemory(bytes: 4e6, bound: "x"))
        let now = AvailableMemory.now
        #expect(now.bytes > 1e6)
        try need.require(for: "work", remedy: "")
    }

    @Test func `of more threads than the system gives is never a trap`() {
        #expect(ComputeEngine.threadMemory(256).bytes > 255 * Double(8 << 20))
        #expect(ComputeEngine.threadMemory(1).bytes == 0)
        let engine = ComputeEngine(threads: 3)
        #expect(engine.threads >= 1 && engine.threads <= 3)
        #expect(ComputeEngine.processors >= 1)
    }
}
