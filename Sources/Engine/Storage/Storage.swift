import CUDA
import Synchronization

/// Bytes of a matrix, a list or marks, and where their current values are: on the host, on a device, on both.
///
/// The host's place is there from the start; large ones take memory only where they are written (`MatrixMemory`). A
/// device gets its own when an operation runs there. Operations ask for the side they work on, and bytes move only where
/// that side has not the current ones. What asks for the host's place to write makes the device's copy stale, so a host
/// operation is right whether or not it knows that there are devices.
///
/// Workers may ask from inside a parallel operation: the answer is one load where nothing has to move.
final class Storage {
    enum Residency: UInt8 {
        /// Never written: both sides hold zeros, or will when they are first asked.
        case zeros
        case host
        case device
        case both
    }

    let bytes: Int
    private let memory: MatrixMemory
    private let state: Atomic<UInt8>
    /// What the device holds; there before `state` says so.
    private let copy = Mutex<DeviceCopy?>(nil)

    /// Zeros.
    init(bytes: Int) {
        self.bytes = bytes
        memory = MatrixMemory(bytes: bytes)
        state = Atomic(Residency.zeros.rawValue)
    }

    deinit { memory.free() }

    var residency: Residency { Residency(rawValue: state.load(ordering: .acquiring)) ?? .host }

    /// The host's bytes, current, for reading.
    @inline(__always) var forReading: UnsafeMutableRawPointer {
        if state.load(ordering: .acquiring) == Residency.device.rawValue { bringToHost(.both) }
        return memory.base
    }

    /// The host's bytes, current, for writing: a copy on a device is stale from here on.
    @inline(__always) var forWriting: UnsafeMutableRawPointer {
        if state.load(ordering: .acquiring) != Residency.host.rawValue { bringToHost(.host) }
        return memory.base
    }

    @inline(never) private func bringToHost(_ next: Residency) {
        copy.withLock { copy in
            if residency == .device, let copy { copy.device.copyOut(copy.place, to: memory.base, bytes: bytes) }
            // Another worker may have come for writing before this one came for reading.
            if next == .host || residency == .device { state.store(next.rawValue, ordering: .releasing) }
        }
    }

    /// The device that holds the current bytes; nil where only the host does, or nobody yet.
    var device: Device? {
        copy.withLock { copy in residency == .device || residency == .both ? copy?.device : nil }
    }

    /// How an operation on a device uses the bytes.
    enum Use {
        case read
        /// Reads and writes, or writes some.
        case update
        /// Writes all of them.
        case overwrite
    }

    /// The device's place; its bytes are current unless all will be written.
    func place(on device: Device, _ use: Use) -> DevicePointer {
        copy.withLock { copy in
            if let other = copy, other.device !== device {
                if residency == .device { other.device.copyOut(other.place, to: memory.base, bytes: bytes) }
                if residency != .zeros { state.store(Residency.host.rawValue, ordering: .releasing) }
                copy = nil
            }
            let held = copy ?? DeviceCopy(bytes: bytes, on: device)
            let isNew = copy == nil
            copy = held
            switch residency {
            case .host where use != .overwrite: device.copyIn(memory.base, to: held.place, bytes: bytes)
            case .zeros where use != .overwrite && isNew: device.zero(held.place, bytes: bytes)
            default: break
            }
            let next: Residency = use == .read ? (residency == .device ? .device : .both) : .device
            state.store(next.rawValue, ordering: .releasing)
            return held.place
        }
    }
}

/// A storage's place on a device, given back with it.
final class DeviceCopy: Sendable {
    let device: Device
    let place: DevicePointer

    init(bytes: Int, on device: Device) {
        self.device = device
        place = device.allocate(bytes)
    }

    deinit { device.free(place) }
}
