import CUDA

// Each of these makes the bytes current on the device and says where they lie.

extension MatrixView {
    /// The first element, for reading.
    func pointer(_ device: Device) -> DevicePointer {
        owner.storage.place(on: device, .read).advanced(by: firstRow * columns * MemoryLayout<Float>.stride)
    }
    func read(_ device: Device) -> KernelArgument { .pointer(pointer(device)) }
}

extension Matrix {
    func read(_ device: Device) -> KernelArgument { .pointer(storage.place(on: device, .read)) }
    func updated(_ device: Device) -> DevicePointer { storage.place(on: device, .update) }
    func update(_ device: Device) -> KernelArgument { .pointer(updated(device)) }
    /// All rows in use will be written; rows beyond them stay what they were.
    func overwritten(_ device: Device) -> DevicePointer {
        storage.place(on: device, rows == rowCapacity ? .overwrite : .update)
    }
    func overwrite(_ device: Device) -> KernelArgument { .pointer(overwritten(device)) }
}

extension IndexMatrix {
    func read(_ device: Device) -> KernelArgument { .pointer(storage.place(on: device, .read)) }
    func update(_ device: Device) -> KernelArgument { .pointer(storage.place(on: device, .update)) }
    func overwrite(_ device: Device) -> KernelArgument {
        .pointer(storage.place(on: device, rows == rowCapacity ? .overwrite : .update))
    }
}

extension LatentMarks {
    func read(_ device: Device) -> KernelArgument { .pointer(storage.place(on: device, .read)) }
    func update(_ device: Device) -> KernelArgument { .pointer(storage.place(on: device, .update)) }
    func overwrite(_ device: Device) -> KernelArgument { .pointer(storage.place(on: device, .overwrite)) }
}

extension Growable {
    func read(_ device: Device) -> KernelArgument { .pointer(storage.place(on: device, .read)) }
    func update(_ device: Device) -> KernelArgument { .pointer(storage.place(on: device, .update)) }
    /// What is beyond those that will be written is nobody's.
    func overwrite(_ device: Device) -> KernelArgument { .pointer(storage.place(on: device, .overwrite)) }
}
