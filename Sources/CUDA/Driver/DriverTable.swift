/// The driver's functions, each looked up by the name its current ABI has (`_v2` where the header maps to it: the plain
/// names are old ones that fail in odd ways).
///
/// Not thread-safe: `GPU` holds its lock around every use.
final class DriverTable {
    typealias Handle = UnsafeMutableRawPointer
    typealias Slots = UnsafeMutablePointer<UnsafeMutableRawPointer?>

    private let library: Library
    var path: String { library.file(of: "cuInit") }

    init(_ library: Library) { self.library = library }

    private var cuInit = Entry<@convention(c) (UInt32) -> Int32>("cuInit")
    private var cuDriverGetVersion = Entry<@convention(c) (UnsafeMutablePointer<Int32>) -> Int32>("cuDriverGetVersion")
    private var cuGetErrorName = Entry<
        @convention(c) (Int32, UnsafeMutablePointer<UnsafePointer<CChar>?>) -> Int32
    >("cuGetErrorName")
    private var cuDeviceGetCount = Entry<@convention(c) (UnsafeMutablePointer<Int32>) -> Int32>("cuDeviceGetCount")
    private var cuDeviceGet = Entry<@convention(c) (UnsafeMutablePointer<Int32>, Int32) -> Int32>("cuDeviceGet")
    private var cuDeviceGetName = Entry<@convention(c) (UnsafeMutablePointer<CChar>, Int32, Int32) -> Int32>("cuDeviceGetName")
    private var cuDeviceGetAttribute = Entry<
        @convention(c) (UnsafeMutablePointer<Int32>, Int32, Int32) -> Int32
    >("cuDeviceGetAttribute")
    private var cuDeviceTotalMem = Entry<@convention(c) (UnsafeMutablePointer<Int>, Int32) -> Int32>("cuDeviceTotalMem_v2")
    private var cuPrimaryCtxRetain = Entry<
        @convention(c) (UnsafeMutablePointer<Handle?>, Int32) -> Int32
    >("cuDevicePrimaryCtxRetain")
    private var cuPrimaryCtxRelease = Entry<@convention(c) (Int32) -> Int32>("cuDevicePrimaryCtxRelease_v2")
    private var cuCtxSetCurrent = Entry<@convention(c) (Handle?) -> Int32>("cuCtxSetCurrent")
    private var cuMemGetInfo = Entry<
        @convention(c) (UnsafeMutablePointer<Int>, UnsafeMutablePointer<Int>) -> Int32
    >("cuMemGetInfo_v2")
    private var cuMemAlloc = Entry<@convention(c) (UnsafeMutablePointer<UInt64>, Int) -> Int32>("cuMemAlloc_v2")
    private var cuMemFree = Entry<@convention(c) (UInt64) -> Int32>("cuMemFree_v2")
    private var cuMemHostAlloc = Entry<
        @convention(c) (UnsafeMutablePointer<UnsafeMutableRawPointer?>, Int, UInt32) -> Int32
    >("cuMemHostAlloc")
    private var cuMemFreeHost = Entry<@convention(c) (UnsafeMutableRawPointer) -> Int32>("cuMemFreeHost")
    private var cuMemcpyHtoD = Entry<@convention(c) (UInt64, UnsafeRawPointer, Int, Handle) -> Int32>("cuMemcpyHtoDAsync_v2")
    private var cuMemcpyDtoH = Entry<
        @convention(c) (UnsafeMutableRawPointer, UInt64, Int, Handle) -> Int32
    >("cuMemcpyDtoHAsync_v2")
    private var cuMemcpyDtoD = Entry<@convention(c) (UInt64, UInt64, Int, Handle) -> Int32>("cuMemcpyDtoDAsync_v2")
    private var cuMemsetD8 = Entry<@convention(c) (UInt64, UInt8, Int, Handle) -> Int32>("cuMemsetD8Async")
    private var cuMemsetD2D8 = Entry<
        @convention(c) (UInt64, Int, UInt8, Int, Int, Handle) -> Int32
    >("cuMemsetD2D8Async")
    private var cuStreamCreate = Entry<@convention(c) (UnsafeMutablePointer<Handle?>, UInt32) -> Int32>("cuStreamCreate")
    private var cuStreamDestroy = Entry<@convention(c) (Handle) -> Int32>("cuStreamDestroy_v2")
    private var cuStreamSynchronize = Entry<@convention(c) (Handle) -> Int32>("cuStreamSynchronize")
    private var cuEventCreate = Entry<@convention(c) (UnsafeMutablePointer<Handle?>, UInt32) -> Int32>("cuEventCreate")
    private var cuEventDestroy = Entry<@convention(c) (Handle) -> Int32>("cuEventDestroy_v2")
    private var cuEventRecord = Entry<@convention(c) (Handle, Handle) -> Int32>("cuEventRecord")
    private var cuEventSynchronize = Entry<@convention(c) (Handle) -> Int32>("cuEventSynchronize")
    private var cuEventElapsedTime = Entry<
        @convention(c) (UnsafeMutablePointer<Float>, Handle, Handle) -> Int32
    >("cuEventElapsedTime")
    private var cuModuleLoadData = Entry<
        @convention(c) (UnsafeMutablePointer<Handle?>, UnsafeRawPointer) -> Int32
    >("cuModuleLoadData")
    private var cuModuleUnload = Entry<@convention(c) (Handle) -> Int32>("cuModuleUnload")
    private var cuModuleGetFunction = Entry<
        @convention(c) (UnsafeMutablePointer<Handle?>, Handle, UnsafePointer<CChar>) -> Int32
    >("cuModuleGetFunction")
    private var cuFuncGetAttribute = Entry<
        @convention(c) (UnsafeMutablePointer<Int32>, Int32, Handle) -> Int32
    >("cuFuncGetAttribute")
    private var cuFuncLoad = Entry<@convention(c) (Handle) -> Int32>("cuFuncLoad")
    private var cuFuncSetAttribute = Entry<@convention(c) (Handle, Int32, Int32) -> Int32>("cuFuncSetAttribute")
    private var cuLaunchKernel = Entry<
        @convention(c) (
            Handle, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, Handle, Slots?, Slots?
        ) -> Int32
    >("cuLaunchKernel")

    /// Turns an answer into an error. A function that the driver does not have answers 500, as a lookup of it would.
    private func check(_ call: String, _ code: Int32?) throws {
        if let code, code == 0 { return }
        throw error(call, code ?? 500)
    }

    func error(_ call: String, _ code: Int32) -> DriverError {
        var text: UnsafePointer<CChar>?
        let known = cuGetErrorName(in: library)?(code, &text) == 0
        return DriverError(call: call, code: code, name: known ? text.map { String(cString: $0) } ?? "\(code)" : "\(code)")
    }

    // MARK: The device

    /// cuInit's own answer.
    func start() -> Int32 { cuInit(in: library)?(0) ?? 500 }

    func version() throws -> Int {
        var version: Int32 = 0
        try check(cuDriverGetVersion.name, cuDriverGetVersion(in: library)?(&version))
        return Int(version)
    }

    func deviceCount() throws -> Int {
        var count: Int32 = 0
        try check(cuDeviceGetCount.name, cuDeviceGetCount(in: library)?(&count))
        return Int(count)
    }

    func device(_ ordinal: Int) throws -> Int32 {
        var device: Int32 = 0
        try check(cuDeviceGet.name, cuDeviceGet(in: library)?(&device, Int32(ordinal)))
        return device
    }

    func name(_ device: Int32) throws -> String {
        try withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
            text.initialize(repeating: 0)
            guard let first = text.baseAddress else { return "" }
            try check(cuDeviceGetName.name, cuDeviceGetName(in: library)?(first, 255, device))
            return String(cString: first)
        }
    }

    enum Attribute: Int32 {
        case multiprocessors = 16, levelTwoBytes = 38, capabilityMajor = 75, capabilityMinor = 76, sharedBytesOfBlock = 97
    }

    func attribute(_ attribute: Attribute, _ device: Int32) throws -> Int {
        var value: Int32 = 0
        try check(cuDeviceGetAttribute.name, cuDeviceGetAttribute(in: library)?(&value, attribute.rawValue, device))
        return Int(value)
    }

    func memory(_ device: Int32) throws -> Int {
        var bytes = 0
        try check(cuDeviceTotalMem.name, cuDeviceTotalMem(in: library)?(&bytes, device))
        return bytes
    }

    // MARK: Context, stream, events

    func retainContext(_ device: Int32) throws -> Handle {
        try made(cuPrimaryCtxRetain.name) { cuPrimaryCtxRetain(in: library)?($0, device) }
    }

    func releaseContext(_ device: Int32) throws {
        try check(cuPrimaryCtxRelease.name, cuPrimaryCtxRelease(in: library)?(device))
    }

    func makeCurrent(_ context: Handle?) throws {
        try check(cuCtxSetCurrent.name, cuCtxSetCurrent(in: library)?(context))
    }

    /// A stream that waits for no other.
    func makeStream() throws -> Handle {
        try made(cuStreamCreate.name) { cuStreamCreate(in: library)?($0, 1) }
    }

    func destroyStream(_ stream: Handle) throws {
        try check(cuStreamDestroy.name, cuStreamDestroy(in: library)?(stream))
    }

    func wait(_ stream: Handle) throws {
        try check(cuStreamSynchronize.name, cuStreamSynchronize(in: library)?(stream))
    }

    /// An event; one that does not note the time is cheaper.
    func makeEvent(timed: Bool = false) throws -> Handle {
        try made(cuEventCreate.name) { cuEventCreate(in: library)?($0, timed ? 0 : 2) }
    }

    /// Milliseconds between two timed events, both reached.
    func milliseconds(from: Handle, to: Handle) throws -> Double {
        var milliseconds: Float = 0
        try check(cuEventElapsedTime.name, cuEventElapsedTime(in: library)?(&milliseconds, from, to))
        return Double(milliseconds)
    }

    func destroyEvent(_ event: Handle) throws {
        try check(cuEventDestroy.name, cuEventDestroy(in: library)?(event))
    }

    func record(_ event: Handle, _ stream: Handle) throws {
        try check(cuEventRecord.name, cuEventRecord(in: library)?(event, stream))
    }

    func wait(event: Handle) throws {
        try check(cuEventSynchronize.name, cuEventSynchronize(in: library)?(event))
    }

    // MARK: Memory

    func freeAndTotal() throws -> (free: Int, total: Int) {
        var free = 0, total = 0
        try check(cuMemGetInfo.name, cuMemGetInfo(in: library)?(&free, &total))
        return (free, total)
    }

    func allocate(_ bytes: Int) throws -> UInt64 {
        var address: UInt64 = 0
        try check(cuMemAlloc.name, cuMemAlloc(in: library)?(&address, bytes))
        return address
    }

    func free(_ address: UInt64) throws {
        try check(cuMemFree.name, cuMemFree(in: library)?(address))
    }

    func allocatePinned(_ bytes: Int) throws -> UnsafeMutableRawPointer {
        try made(cuMemHostAlloc.name) { cuMemHostAlloc(in: library)?($0, bytes, 0) }
    }

    func freePinned(_ memory: UnsafeMutableRawPointer) throws {
        try check(cuMemFreeHost.name, cuMemFreeHost(in: library)?(memory))
    }

    func copyIn(_ source: UnsafeRawPointer, to address: UInt64, bytes: Int, _ stream: Handle) throws {
        try check(cuMemcpyHtoD.name, cuMemcpyHtoD(in: library)?(address, source, bytes, stream))
    }

    func copyOut(_ address: UInt64, to target: UnsafeMutableRawPointer, bytes: Int, _ stream: Handle) throws {
        try check(cuMemcpyDtoH.name, cuMemcpyDtoH(in: library)?(target, address, bytes, stream))
    }

    func copy(_ source: UInt64, to target: UInt64, bytes: Int, _ stream: Handle) throws {
        try check(cuMemcpyDtoD.name, cuMemcpyDtoD(in: library)?(target, source, bytes, stream))
    }

    func zero(_ address: UInt64, bytes: Int, _ stream: Handle) throws {
        try check(cuMemsetD8.name, cuMemsetD8(in: library)?(address, 0, bytes, stream))
    }

    /// `rows` of `width` bytes, `pitch` bytes from one to the next.
    func zero(_ address: UInt64, pitch: Int, width: Int, rows: Int, _ stream: Handle) throws {
        try check(cuMemsetD2D8.name, cuMemsetD2D8(in: library)?(address, pitch, 0, width, rows, stream))
    }

    // MARK: Kernels

    func load(_ image: UnsafeRawPointer) throws -> Handle {
        try made(cuModuleLoadData.name) { cuModuleLoadData(in: library)?($0, image) }
    }

    func unload(_ module: Handle) throws {
        try check(cuModuleUnload.name, cuModuleUnload(in: library)?(module))
    }

    func function(_ name: String, in module: Handle) throws -> Handle {
        try made(cuModuleGetFunction.name) { cuModuleGetFunction(in: library)?($0, module, name) }
    }

    /// Brings a function's code onto the device now: left to itself the driver does so at the first launch, and stops the
    /// stream for it. Drivers before 12.4 have no call for that; asking for an attribute has the same effect.
    func loadNow(_ function: Handle) throws {
        if let load = cuFuncLoad(in: library) {
            try check(cuFuncLoad.name, load(function))
        } else {
            var registers: Int32 = 0
            try check(cuFuncGetAttribute.name, cuFuncGetAttribute(in: library)?(&registers, 4, function))
        }
    }

    /// Lets a function be launched with so many bytes of dynamic shared memory (48 KiB without).
    func allowShared(_ bytes: Int, _ function: Handle) throws {
        try check(cuFuncSetAttribute.name, cuFuncSetAttribute(in: library)?(function, 8, Int32(bytes)))
    }

    func launch(
        _ function: Handle, grid: (UInt32, UInt32, UInt32), threads: UInt32, shared: UInt32, _ arguments: Slots?,
        _ stream: Handle
    ) throws {
        try check(
            cuLaunchKernel.name,
            cuLaunchKernel(in: library)?(function, grid.0, grid.1, grid.2, threads, 1, 1, shared, stream, arguments, nil))
    }

    private func made(_ call: String, _ make: (UnsafeMutablePointer<Handle?>) -> Int32?) throws -> Handle {
        var handle: Handle?
        try check(call, make(&handle))
        guard let handle else { throw error(call, 999) }
        return handle
    }
}
