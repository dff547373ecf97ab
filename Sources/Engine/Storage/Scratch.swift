/// Working space of host operations: it grows by half again and never shrinks, so that a steady state allocates nothing,
/// and no device ever sees it. What it held is lost
/// when it grows.
final class Scratch<Element: BitwiseCopyable> {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var capacity: Int

    init(capacity: Int = 0) {
        self.capacity = max(16, capacity)
        base = EngineMemory.allocate(self.capacity)
    }

    deinit { EngineMemory.free(base) }

    /// Room for `count` elements; their values are unspecified after growth.
    func reserve(_ count: Int) {
        if count <= capacity { return }
        EngineMemory.free(base)
        capacity = max(count, capacity + capacity / 2)
        base = EngineMemory.allocate(capacity)
    }

    /// Room for `count` elements; the first `kept` stay.
    func reserve(_ count: Int, keeping kept: Int) {
        if count <= capacity { return }
        let old = base
        capacity = max(count, capacity + capacity / 2)
        base = EngineMemory.allocate(capacity)
        base.update(from: old, count: kept)
        EngineMemory.free(old)
    }
}
