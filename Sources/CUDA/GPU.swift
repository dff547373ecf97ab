public import Failures

/// One NVIDIA GPU: its primary context, one stream, a pool of memory, the kernels, cuBLASLt.
///
/// All work goes into the one stream and is done in the order of the calls; only `copyOut` and `wait` wait for it. One
/// stream and one handle are also what products need to give the same bits each time.
///
/// Several threads may use one: each call takes the object's lock and makes its context current.
///
/// `@unchecked Sendable`: every stored variable is used under `lock`.
public final class GPU: @unchecked Sendable {
    public let facts: GPUFacts

    /// What an error of the driver's does in a call that does not throw. It is called under the GPU's lock, and nothing that
    /// is on the device can be read any more. Without another one the program ends with the failure's sentence.
    public var onFailure: (Failure) -> Never {
        get { lock.held { failing } }
        set { lock.held { failing = newValue } }
    }

    /// Where in the run the caller is ("step 12, decode"), for the sentence of a failure.
    public var whereabouts: String {
        get { lock.held { place } }
        set { lock.held { place = newValue } }
    }

    /// What a person does after a failure ("resume from checkpoints/step-10"), for its sentence.
    public var recovery: String {
        get { lock.held { wayBack } }
        set { lock.held { wayBack = newValue } }
    }

    public var traffic: Traffic { lock.held { counted } }

    private let lock = RecursiveLock()
    private let driver: DriverTable
    private let device: Int32
    private let context: DriverTable.Handle
    private let stream: DriverTable.Handle
    private let pool: MemoryPool
    private let staging: Staging
    private let plans: ProductPlans
    private let workspace: UInt64
    private let modules: [DriverTable.Handle]
    private var kernels: [String: Kernel]
    private var counted = Traffic()
    private var place = ""
    private var wayBack = Sentences.usualRecovery
    private var lastKernel: String?
    private var failing: (Failure) -> Never = { Failure.end($0) }
    /// After an error from which the context does not recover: what every later call says.
    private var broken: Failure?
    /// Waits behind each launch, so that an error names its kernel.
    private let waitsForEach: Bool

    private struct Kernel {
        let function: DriverTable.Handle
        /// Bytes of dynamic shared memory that it was allowed to be launched with. Without being asked a device allows 48 KiB
        /// with what the kernel has of its own, which the host does not know: so it is asked for any at all.
        var shared: Int
    }


    /// How many GPUs the driver finds.
    ///
    /// - Throws: `Failure` if there is no driver, no GPU, or the driver does not start.
    public static func count(environment: [String: String]) throws -> Int {
        let driver = try LibraryFinder(environment: environment).loadDriver()
        return try told { try driver.table.deviceCount() }
    }

    /// Opens a GPU: finds the driver, NVRTC and cuBLASLt, compiles the kernels for it or takes them from the cache, and
    /// fetches every one of them. Launches nothing.
    ///
    /// - Parameters:
    ///   - ordinal: The driver's number of the device, from 0.
    ///   - environment: Where to look (`ORTHOSAE_CUDA_DRIVER`, `CUDA_PATH`, `VIRTUAL_ENV`, `HOME` …); `ORTHOSAE_DEVICE_SYNC=1` waits
    ///     behind each launch, `ORTHOSAE_DEVICE_EXACT=1` takes each block of memory from the driver at its exact size.
    /// - Throws: `Failure` with what is missing (`missingInput`) or wrong, where, and what to do.
    public convenience init(ordinal: Int, kernels: [KernelText], environment: [String: String]) throws {
        try self.init(
            ordinal: ordinal, kernels: kernels, finder: LibraryFinder(environment: environment),
            stagingBytes: Staging.usualBytes)
    }

    /// The same with the system's folders below another root, and staging memory of another size: for tests.
    package convenience init(
        ordinal: Int, kernels: [KernelText], environment: [String: String], root: String, stagingBytes: Int
    ) throws {
        try self.init(
            ordinal: ordinal, kernels: kernels, finder: LibraryFinder(environment: environment, root: root),
            stagingBytes: stagingBytes)
    }

    private init(ordinal: Int, kernels texts: [KernelText], finder: LibraryFinder, stagingBytes: Int) throws {
        let environment = finder.environment
        let found = try finder.loadDriver(), driver = found.table
        let count = try told { try driver.deviceCount() }
        guard count > 0 else { throw Sentences.noDevice }
        guard (0..<count).contains(ordinal) else { throw Sentences.noSuchDevice(ordinal, count: count) }
        let device = try told { try driver.device(ordinal) }
        let name = try told { try driver.name(device) }
        let capability = try told {
            Capability(
                major: try driver.attribute(.capabilityMajor, device), minor: try driver.attribute(.capabilityMinor, device))
        }
        guard capability.major >= 8 else { throw Sentences.tooOld(name, capability) }
        let tools = try finder.loadTools(found)
        let cache = FileCache(environment: environment)
        let compiler = try KernelCompiler(nvrtc: tools.nvrtc, cache: cache, for: capability)

        // From here on there is something to give back if it goes wrong.
        let opened = Opened(driver)
        do {
            let context = try opened.retain(device)
            let stream = try opened.makeStream()
            let pool = MemoryPool(driver, isExact: environment["ORTHOSAE_DEVICE_EXACT"] == "1")
            let (modules, functions) = try GPU.load(texts, compiler, opened)
            let workspace = try opened.allocate(ProductPlans.workspaceBytes, in: pool)
            plans = try told {
                try ProductPlans(
                    tools.cublasLt, workspace: workspace, cache: cache,
                    origin: "cuBLASLt \(tools.cublasLt.version) on \(name) of \(capability)")
            }
            facts = GPUFacts(
                name: name, capability: capability, memory: try told { try driver.memory(device) },
                multiprocessors: try told { try driver.attribute(.multiprocessors, device) },
                levelTwoCache: try told { try driver.attribute(.levelTwoBytes, device) },
                sharedMemoryPerBlock: try told { try driver.attribute(.sharedBytesOfBlock, device) },
                driverVersion: found.shown, nvrtcVersion: tools.nvrtc.shown, cublasLtVersion: tools.cublasLt.shown,
                driverPath: driver.path, nvrtcPath: tools.nvrtc.path, cublasLtPath: tools.cublasLt.path,
                architecture: compiler.architecture, cacheFolder: cache?.folder,
                notes: GPU.notes(environment, compiler))
            self.driver = driver
            self.device = device
            self.context = context
            self.stream = stream
            self.pool = pool
            self.workspace = workspace
            self.modules = modules
            self.kernels = functions.mapValues { Kernel(function: $0, shared: 0) }
            staging = Staging(driver, stream, bytes: stagingBytes)
            waitsForEach = environment["ORTHOSAE_DEVICE_SYNC"] == "1"
        } catch {
            opened.giveBack()
            throw error
        }
    }

    deinit {
        guard broken == nil else { return }
        try? driver.makeCurrent(context)
        try? driver.wait(stream)
        staging.free()
        pool.giveBackAll()
        for module in modules { try? driver.unload(module) }
        try? driver.destroyStream(stream)
        try? driver.makeCurrent(nil)
        try? driver.releaseContext(device)
    }

    private static func notes(_ environment: [String: String], _ compiler: KernelCompiler) -> [String] {
        var notes = compiler.note.map { [$0] } ?? []
        if let value = environment["NVIDIA_TF32_OVERRIDE"], !value.isEmpty {
            notes.append(
                "NVIDIA_TF32_OVERRIDE=\(value) is set: it overrides the precision of products (0 switches TF32 off, 1 on)")
        }
        return notes
    }

    // MARK: Memory

    /// Bytes that the driver has free, and what this program's pool holds unused.
    public func freeMemory() -> Int {
        call { try driver.freeAndTotal().free + pool.bytesHeld - pool.bytesInUse }
    }

    /// Device memory with unspecified contents, on 256 bytes. 0 bytes are a place too.
    ///
    /// - Throws: `Failure` if there is no such room, with what is free.
    public func allocate(_ bytes: Int) throws -> DevicePointer {
        precondition(bytes >= 0, "device memory of \(bytes) bytes")
        return try attempt {
            do {
                return DevicePointer(address: try pool.allocate(bytes))
            } catch let error as DriverError where error.isOutOfMemory {
                throw Sentences.outOfMemory(
                    wanted: bytes, free: try driver.freeAndTotal().free, at: place,
                    recovery: wayBack == Sentences.usualRecovery ? nil : wayBack)
            }
        }
    }

    /// Gives memory back to the pool. Work that is in the stream may still use it. After a failure there is nothing to give
    /// back, and what goes out of use on the way to the end says nothing.
    public func free(_ pointer: DevicePointer) {
        lock.held {
            if broken == nil { call { try pool.free(pointer.address) } }
        }
    }

    /// From host to device. The source may be reused on return.
    public func copyIn(_ source: UnsafeRawPointer, to: DevicePointer, bytes: Int) {
        call { try copyingIn(source, to: to, bytes: bytes) }
    }

    /// From device to host; waits for it.
    public func copyOut(_ from: DevicePointer, to: UnsafeMutableRawPointer, bytes: Int) {
        call { try copyingOut(from, to: to, bytes: bytes) }
    }

    /// From one place on the device to another; they do not overlap.
    public func copy(_ from: DevicePointer, to: DevicePointer, bytes: Int) {
        if bytes == 0 { return }
        call {
            counted.copies += 1
            try driver.copy(from.address, to: to.address, bytes: bytes, stream)
        }
    }

    /// Makes bytes zero.
    public func zero(_ at: DevicePointer, bytes: Int) {
        if bytes == 0 { return }
        call {
            counted.fills += 1
            try driver.zero(at.address, bytes: bytes, stream)
        }
    }

    /// Whether the system gave no pinned memory, so that copies are slower: known after the first copy.
    public var copiesAreUnpinned: Bool { lock.held { staging.isRefused } }

    // MARK: Work

    /// Puts a kernel into the stream. An empty grid is no work.
    ///
    /// - Parameters:
    ///   - threads: Of a block, in one direction.
    ///   - shared: Bytes of dynamic shared memory a block.
    ///   - arguments: In the kernel's order; traps on a kernel that is not there, never on a wrong argument.
    public func launch(_ kernel: String, grid: (Int, Int, Int), threads: Int, shared: Int, _ arguments: [KernelArgument]) {
        call { try launching(kernel, grid: grid, threads: threads, shared: shared, arguments) }
    }

    /// Waits until all that was asked for is done.
    public func wait() { call { try waiting() } }

    /// Puts a product into the stream.
    public func product(_ p: ProductRequest) { call { try multiplying(p) } }

    // MARK: The same, throwing (for tests)

    /// `copyIn`, throwing `Failure`.
    package func tryCopyIn(_ source: UnsafeRawPointer, to: DevicePointer, bytes: Int) throws {
        try attempt { try copyingIn(source, to: to, bytes: bytes) }
    }

    /// `copyOut`, throwing `Failure`.
    package func tryCopyOut(_ from: DevicePointer, to: UnsafeMutableRawPointer, bytes: Int) throws {
        try attempt { try copyingOut(from, to: to, bytes: bytes) }
    }

    /// `launch`, throwing `Failure`.
    package func tryLaunch(
        _ kernel: String, grid: (Int, Int, Int), threads: Int, shared: Int, _ arguments: [KernelArgument]
    ) throws {
        try attempt { try launching(kernel, grid: grid, threads: threads, shared: shared, arguments) }
    }

    /// `wait`, throwing `Failure`.
    package func tryWait() throws { try attempt { try waiting() } }

    /// `product`, throwing `Failure`.
    package func tryProduct(_ p: ProductRequest) throws { try attempt { try multiplying(p) } }

    // MARK: Under the lock, in the context

    private func copyingIn(_ source: UnsafeRawPointer, to: DevicePointer, bytes: Int) throws {
        if bytes == 0 { return }
        counted.copiesIn += 1
        counted.bytesIn += bytes
        try staging.copyIn(source, to: to.address, bytes: bytes)
    }

    private func copyingOut(_ from: DevicePointer, to: UnsafeMutableRawPointer, bytes: Int) throws {
        if bytes == 0 { return }
        counted.copiesOut += 1
        counted.bytesOut += bytes
        counted.waits += 1
        try staging.copyOut(from.address, to: to, bytes: bytes)
        try pool.waited()
    }

    private func waiting() throws {
        counted.waits += 1
        try driver.wait(stream)
        try pool.waited()
    }

    private func launching(
        _ name: String, grid: (Int, Int, Int), threads: Int, shared: Int, _ arguments: [KernelArgument]
    ) throws {
        guard var kernel = kernels[name] else { preconditionFailure("there is no kernel '\(name)'") }
        if grid.0 == 0 || grid.1 == 0 || grid.2 == 0 { return }
        precondition(
            grid.0 > 0 && grid.0 <= Int(Int32.max) && (1...65535).contains(grid.1) && (1...65535).contains(grid.2)
                && (1...1024).contains(threads),
            "\(name): no device takes a grid of \(grid) blocks of \(threads) threads")
        precondition(
            shared >= 0 && shared <= facts.sharedMemoryPerBlock,
            "\(name): \(shared) bytes of shared memory, a block may have \(facts.sharedMemoryPerBlock)")
        if shared > kernel.shared {
            try driver.allowShared(shared, kernel.function)
            kernel.shared = shared
            kernels[name] = kernel
        }
        counted.launches += 1
        lastKernel = name
        try withUnsafeTemporaryAllocation(of: UInt64.self, capacity: max(1, arguments.count)) { slots in
            try withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer?.self, capacity: max(1, arguments.count)) { places in
                for (i, argument) in arguments.enumerated() {
                    slots.initializeElement(at: i, to: argument.slot)
                    places.initializeElement(at: i, to: slots.baseAddress.map { UnsafeMutableRawPointer($0 + i) })
                }
                try driver.launch(
                    kernel.function, grid: (UInt32(grid.0), UInt32(grid.1), UInt32(grid.2)), threads: UInt32(threads),
                    shared: UInt32(shared), places.baseAddress, stream)
            }
        }
        if waitsForEach { try driver.wait(stream) }
    }

    private func multiplying(_ p: ProductRequest) throws {
        p.check()
        if p.m == 0 || p.n == 0 || p.batch == 0 { return }
        counted.products += 1
        lastKernel = "a product"
        if p.k == 0 {
            // A sum of nothing. The library refuses it; there is a kernel for adding a row.
            precondition(p.beta == 0 && p.bias == nil, "a product over nothing has neither beta nor bias")
            for batch in 0..<p.batch {
                try driver.zero(
                    p.c.address + UInt64(batch * p.cStride * 4), pitch: p.cPitch * 4, width: p.n * 4, rows: p.m, stream)
            }
        } else {
            try plans.run(p, stream)
        }
        if waitsForEach { try driver.wait(stream) }
    }

    // MARK: Moments (GPU+Moments.swift)

    func marked() -> DriverTable.Handle {
        call {
            let event = try driver.makeEvent(timed: true)
            try driver.record(event, stream)
            return event
        }
    }

    func elapsed(from: DriverTable.Handle, to: DriverTable.Handle) -> Double {
        call {
            counted.waits += 1
            try driver.wait(event: to)
            return try driver.milliseconds(from: from, to: to)
        }
    }

    /// An event that nobody asks for any more; after a failure there is nothing to give back.
    func forget(_ event: DriverTable.Handle) { try? attempt { try driver.destroyEvent(event) } }

    /// Runs `body` under the lock with the context current; what the driver answers becomes a `Failure`.
    private func attempt<R>(_ body: () throws -> R) throws -> R {
        try lock.held {
            if let broken { throw broken }
            do {
                try driver.makeCurrent(context)
                return try body()
            } catch let error as DriverError {
                let failure = Sentences.failed(
                    error, at: place, kernel: lastKernel, exactly: waitsForEach, recovery: wayBack)
                if error.isLasting { broken = failure }
                throw failure
            }
        }
    }

    /// The same where nobody catches.
    private func call<R>(_ body: () throws -> R) -> R {
        lock.held {
            do {
                return try attempt(body)
            } catch let failure as Failure {
                failing(failure)
            } catch {
                failing(Failure(.failed, "the GPU failed (\(error))"))
            }
        }
    }
}
