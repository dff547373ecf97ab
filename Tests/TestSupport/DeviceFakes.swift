import Foundation
import Synchronization

/// The fake driver, NVRTC and cuBLASLt of Tests/DeviceFakes, as libraries that `GPU` opens by its variables.
///
/// Each object is a copy of the library under a name of its own, so it has settings, memory and counts of its own: tests that
/// run side by side do not meet. Its memory is the fake device's; what is set here holds from the next call on.
public final class DeviceFakes: @unchecked Sendable {
    // `@unchecked Sendable`: the library locks each of its calls.
    private let handle: UnsafeMutableRawPointer
    private let folder: URL
    /// The copy's path.
    public let path: String

    /// What opens a GPU on these fakes, with a cache and a home folder that are empty: give it to `GPU`, or add it to the
    /// environment of a process. There the settings are `ORTHOSAE_FAKE_…` (fake_controls.h).
    public var environment: [String: String] {
        [
            "ORTHOSAE_CUDA_DRIVER": path, "ORTHOSAE_CUDA_NVRTC": path, "ORTHOSAE_CUDA_CUBLASLT": path,
            "HOME": folder.path, "XDG_CACHE_HOME": folder.appending(path: "cache").path,
        ]
    }

    /// The environment of a GPU that there is, where `ORTHOSAE_TEST_GPU=1` has tests of the engine run on it in place of the
    /// fakes (Tools/device-check); nil: on the fakes.
    public static let realDevice: [String: String]? = {
        let environment = ProcessInfo.processInfo.environment
        return environment["ORTHOSAE_TEST_GPU"] == "1" ? environment : nil
    }()

    /// The library as it was built: beside the test bundle, or what `ORTHOSAE_DEVICE_FAKES` names.
    public static let library: String = {
        if let named = ProcessInfo.processInfo.environment["ORTHOSAE_DEVICE_FAKES"] { return named }
        let bundle = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        return bundle.appending(path: "libDeviceFakes.so").path
    }()

    /// - Parameter quiet: Refusals are not written to standard error, because the test provokes them; `complaint` has the last.
    public init(quiet: Bool = false) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "orthosae-fakes-\(UUID().uuidString)")
        _ = DeviceFakes.leavesNothing
        let made = folder
        _ = DeviceFakes.folders.withLock { $0.insert(made) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: "libDeviceFakes.so").path
        try FileManager.default.copyItem(atPath: DeviceFakes.library, toPath: path)
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw CocoaError(.fileReadUnknown, userInfo: ["dlerror": String(cString: dlerror())])
        }
        self.handle = handle
        function("fake_set_quiet", as: (@convention(c) (Int32) -> Void).self)(quiet ? 1 : 0)
    }

    deinit { DeviceFakes.remove(folder) }

    /// Folders that are there by now. Those of fakes that a suite shares live as long as the process, and leave with it.
    private static let folders = Mutex<Set<URL>>([])
    private static let leavesNothing: Void = {
        _ = atexit { for folder in DeviceFakes.folders.withLock({ $0 }) { DeviceFakes.remove(folder) } }
    }()

    private static func remove(_ folder: URL) {
        _ = folders.withLock { $0.remove(folder) }
        try? FileManager.default.removeItem(at: folder)
    }

    /// A function of the library's by its symbol's name.
    public func function<F>(_ name: String, as: F.Type) -> F {
        guard let address = dlsym(handle, name) else { fatalError("the fakes have no \(name)") }
        return unsafeBitCast(address, to: F.self)
    }

    private func set(_ name: String, _ value: Int) {
        function("fake_set_\(name)", as: (@convention(c) (Int32) -> Void).self)(Int32(value))
    }

    // MARK: What there is

    public func setDevices(_ count: Int) { set("devices", count) }
    public func setDriverVersion(_ version: Int) { set("driver_version", version) }
    /// What cuInit answers.
    public func setStart(_ code: Int) { set("init", code) }
    public func setLtVersion(_ version: Int) { set("lt_version", version) }
    /// Work runs only when something waits for it.
    public func setDeferred(_ on: Bool) { set("defer", on ? 1 : 0) }
    public func setCapability(_ major: Int, _ minor: Int) {
        function("fake_set_capability", as: (@convention(c) (Int32, Int32) -> Void).self)(Int32(major), Int32(minor))
    }
    public func setNVRTC(_ major: Int, _ minor: Int, architectures: String? = nil) {
        function("fake_set_nvrtc_version", as: (@convention(c) (Int32, Int32) -> Void).self)(Int32(major), Int32(minor))
        if let architectures {
            function("fake_set_archs", as: (@convention(c) (UnsafePointer<CChar>) -> Void).self)(architectures)
        }
    }
    public enum Order: Int, Sendable { case forwards, backwards, shuffled }
    /// In what order threads run between two waits, for launches that run on this thread from now on.
    public func setOrder(_ order: Order) {
        function("emulation_set_order", as: (@convention(c) (Int32) -> Void).self)(Int32(order.rawValue))
    }

    /// Bytes of the device's memory.
    public func setMemory(_ bytes: Int) {
        function("fake_set_memory", as: (@convention(c) (UInt64) -> Void).self)(UInt64(bytes))
    }
    /// Bytes of pinned host memory that the system gives.
    public func setPinned(_ bytes: Int) {
        function("fake_set_pinned", as: (@convention(c) (UInt64) -> Void).self)(UInt64(bytes))
    }

    /// The `nth` call from now on of a function answers `code`; "kernel NAME": that launch fails when it runs.
    public func fail(_ name: String, nth: Int = 1, code: Int) {
        function("fake_fail", as: (@convention(c) (UnsafePointer<CChar>, Int32, Int32) -> Void).self)(
            name, Int32(nth), Int32(code))
    }

    // MARK: What happened

    /// How often a function was called so far; "kernel NAME": how often that kernel ran.
    public func calls(_ name: String) -> Int {
        function("fake_calls", as: (@convention(c) (UnsafePointer<CChar>) -> Int).self)(name)
    }
    public var memoryInUse: Int { Int(function("fake_memory_in_use", as: (@convention(c) () -> UInt64).self)()) }
    public var liveBlocks: Int { Int(function("fake_live_blocks", as: (@convention(c) () -> Int32).self)()) }
    /// Work that waits in the streams.
    public var pending: Int { Int(function("fake_pending", as: (@convention(c) () -> Int32).self)()) }
    /// Why the last refused call was refused.
    public var complaint: String {
        String(cString: function("fake_complaint", as: (@convention(c) () -> UnsafePointer<CChar>).self)())
    }
    /// Device memory as it is now, whatever waits in the streams; nil where the range is in no block.
    public func peek(_ address: UInt64, bytes: Int) -> [UInt8]? {
        var read = [UInt8](repeating: 0, count: bytes)
        let peek = function("fake_peek", as: (@convention(c) (UInt64, UnsafeMutableRawPointer, UInt64) -> Int32).self)
        return peek(address, &read, UInt64(bytes)) == 0 ? read : nil
    }
}
