import CUDA

/// Copies between lists, on the side where the source's elements are.
extension Growable {
    /// Takes the first `count` elements of another, to `offset`; there is room for them, and those before it stay.
    func copy(_ other: Growable, count: Int, to offset: Int = 0) { copy(other.storage, count: count, to: offset) }

    func copy(_ source: Storage, count: Int, to offset: Int = 0) {
        if count == 0 { return }
        let size = MemoryLayout<Element>.stride
        guard let device = source.device else {
            (base + offset).update(from: source.forReading.assumingMemoryBound(to: Element.self), count: count)
            return
        }
        device.operation("a copy of entries") {
            let from = source.place(on: device, .read)
            let target = storage.place(on: device, offset == 0 ? .overwrite : .update)
            device.gpu.copy(from, to: target.advanced(by: offset * size), bytes: count * size)
        }
    }
}
