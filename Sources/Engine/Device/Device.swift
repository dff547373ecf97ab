import CUDA
import Failures

/// A GPU as operations see it: kernels by name, scratch space, and an end in a sentence where it fails.
///
/// One operation has it at a time: `operation` is held from the first launch of an operation to its last.
final class Device: @unchecked Sendable {
    let gpu: GPU
    let precision: Precision
    /// Whether a large copy inside `keepingOnDevice` ends the program.
    let isStrict: Bool
    /// How many `keepingOnDevice` are open.
    var strictDepth = 0
    /// Held by the thread whose operation runs; it may be taken again by the same thread.
    private let turn = RecursiveLock()
    private var spaces = [(place: DevicePointer, bytes: Int)?](repeating: nil, count: Device.slots)
    /// Weights of language models that are on the device by now, each until the device is gone.
    var residents: [StoredPlace: ResidentMatrix] = [:]
    /// Tables whose rows are read one by one, in their files' formats; each until the device is gone.
    var tables: [StoredPlace: ResidentTable] = [:]
    /// How a language model's work is cut.
    var limits = ModelLimits()
    /// What is done before the program ends because the device failed.
    var farewell: (() -> Void)?
    /// The operation that runs, for messages.
    private(set) var current: StaticString = "set-up"

    /// Scratch spaces that operations may name.
    static let slots = 24

    init(gpu: GPU, precision: Precision, isStrict: Bool) {
        self.gpu = gpu
        self.precision = precision
        self.isStrict = isStrict
        gpu.onFailure = { [weak self] in
            self?.farewell?()
            Failure.end($0)
        }
    }

    deinit {
        for case let space? in spaces { gpu.free(space.place) }
        for resident in residents.values { gpu.free(resident.operand.place) }
        for table in tables.values { gpu.free(table.place) }
    }

    /// Runs one operation: no other thread's comes between its launches.
    func operation<R>(_ name: StaticString, _ body: () throws -> R) rethrows -> R {
        try turn.held {
            let outer = current
            current = name
            defer { current = outer }
            return try body()
        }
    }

    /// Starts a kernel of so many blocks; nothing where there are none.
    func launch(
        _ kernel: String, grid: Int, by gridY: Int = 1, threads: Int = 256, shared: Int = 0,
        _ arguments: KernelArgument...
    ) {
        if grid <= 0 || gridY <= 0 { return }
        gpu.launch(kernel, grid: (grid, gridY, 1), threads: threads, shared: shared, arguments)
    }

    /// Blocks of a grid-stride loop over so many elements: enough to fill any device, no more than there is work for.
    static func blocks(_ count: Int, threads: Int = 256) -> Int { min(4096, (count + threads - 1) / threads) }

    /// Blocks of a kernel that goes through rows in strides: no more than these are started.
    static let mostRows = 65536

    /// Space that stays; its contents are nobody's between two operations.
    func scratch(_ slot: Int, bytes: Int) -> DevicePointer {
        if let space = spaces[slot] {
            if space.bytes >= bytes { return space.place }
            gpu.free(space.place)
        }
        let wanted = max(bytes, 256)
        let place = allocate(wanted)
        spaces[slot] = (place, wanted)
        return place
    }

    /// Reads one value: waits for what was started.
    func value<T: BitwiseCopyable>(_ at: DevicePointer, as type: T.Type = T.self) -> T {
        withUnsafeTemporaryAllocation(of: T.self, capacity: 1) { space in
            if let place = space.baseAddress { gpu.copyOut(at, to: place, bytes: MemoryLayout<T>.stride) }
            return space[0]
        }
    }

    func allocate(_ bytes: Int) -> DevicePointer {
        do { return try gpu.allocate(max(1, bytes)) } catch {
            farewell?()
            Failure.end(error)
        }
    }
    func free(_ place: DevicePointer) { gpu.free(place) }
    func copyIn(_ from: UnsafeRawPointer, to place: DevicePointer, bytes: Int) {
        requireSmall(bytes)
        gpu.copyIn(from, to: place, bytes: bytes)
    }
    func copyOut(_ place: DevicePointer, to: UnsafeMutableRawPointer, bytes: Int) {
        requireSmall(bytes)
        gpu.copyOut(place, to: to, bytes: bytes)
    }

    /// What a part of the work that stays on the device may still exchange: a row of figures, marks, counts.
    private func requireSmall(_ bytes: Int) {
        precondition(strictDepth == 0 || bytes <= 64 << 10, "\(bytes) bytes between host and device where work stays on the device (after \(current))")
    }
    func zero(_ place: DevicePointer, bytes: Int) { gpu.zero(place, bytes: bytes) }
}

extension Device {
    var description: DeviceDescription {
        let facts = gpu.facts
        return DeviceDescription(
            name: facts.name, capability: "\(facts.capability)", memory: facts.memory,
            multiprocessors: facts.multiprocessors, driver: facts.driverVersion, compiler: facts.nvrtcVersion,
            products: facts.cublasLtVersion, libraries: [facts.driverPath, facts.nvrtcPath, facts.cublasLtPath],
            notes: facts.notes)
    }

    var traffic: DeviceTraffic {
        let now = gpu.traffic
        return DeviceTraffic(
            copiesIn: now.copiesIn, bytesIn: now.bytesIn, copiesOut: now.copiesOut, bytesOut: now.bytesOut,
            launches: now.launches, products: now.products, waits: now.waits)
    }
}
