/// A place in a GPU's stream whose time the device notes when it gets there.
///
/// `@unchecked Sendable`: an event's handle, which `GPU` uses under its lock.
public final class GPUMoment: @unchecked Sendable {
    let event: DriverTable.Handle
    private let gpu: GPU

    init(_ event: DriverTable.Handle, _ gpu: GPU) {
        self.event = event
        self.gpu = gpu
    }

    deinit { gpu.forget(event) }
}

extension GPU {
    /// Marks this place in the stream; waits for nothing.
    public func moment() -> GPUMoment { GPUMoment(marked(), self) }

    /// Milliseconds of the device's time between two moments of this GPU; waits for the later one.
    public func milliseconds(from: GPUMoment, to: GPUMoment) -> Double { elapsed(from: from.event, to: to.event) }
}
