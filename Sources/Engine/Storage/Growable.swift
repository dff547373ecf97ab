/// Storage that grows by half again and never shrinks, so that a steady state allocates nothing. What it held is lost
/// when it grows.
final class Growable<Element: BitwiseCopyable> {
    private(set) var storage: Storage
    private(set) var capacity: Int

    /// The host's elements, for writing.
    var base: UnsafeMutablePointer<Element> { storage.forWriting.assumingMemoryBound(to: Element.self) }
    /// The host's elements, for reading.
    var reading: UnsafePointer<Element> { UnsafePointer(storage.forReading.assumingMemoryBound(to: Element.self)) }

    init(capacity: Int = 0) {
        self.capacity = max(16, capacity)
        storage = Growable.storage(self.capacity)
    }

    private static func storage(_ capacity: Int) -> Storage {
        let (bytes, overflow) = capacity.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        if overflow { EngineMemory.fail(.max) }
        return Storage(bytes: bytes)
    }

    /// Room for `count` elements; their values are unspecified after growth.
    func reserve(_ count: Int) {
        if count <= capacity { return }
        capacity = max(count, capacity + capacity / 2)
        storage = Growable.storage(capacity)
    }

    /// Room for `count` elements; the first `kept` stay.
    func reserve(_ count: Int, keeping kept: Int) {
        if count <= capacity { return }
        let old = storage
        capacity = max(count, capacity + capacity / 2)
        storage = Growable.storage(capacity)
        copy(old, count: kept)
    }
}
