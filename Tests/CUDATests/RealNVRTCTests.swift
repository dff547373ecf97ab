import CUDA
import Failures
import Foundation
import TestSupport
import Testing

/// The real compiler in front of the fake driver, where there is one: its files must be what the driver's loader looks at, and
/// its start must stand a fake beside it. A machine without NVRTC has one case less, and says so.
@Suite struct `The real NVRTC before the fake driver` {
    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private func text() throws -> KernelText {
        func file(_ name: String) throws -> String {
            try String(contentsOf: Self.root.appending(path: "Sources/Kernels/\(name)"), encoding: .utf8)
        }
        return KernelText(
            name: "elementwise", source: try file("device.cuh") + "\n" + file("elementwise.cu"), kernels: ["element_fill", "element_add"])
    }

    @Test(arguments: RealNVRTC.found, [(8, 0), (9, 0), (12, 0)])
    func `makes files that the driver takes, and that the cache keeps`(path: String, capability: (Int, Int)) throws {
        let fakes = try DeviceFakes(quiet: true)
        fakes.setCapability(capability.0, capability.1)
        let real = ["ORTHOSAE_CUDA_NVRTC": path]
        let gpu = try fakes.open([try text()], adding: real)
        #expect(gpu.facts.architecture == "sm_\(capability.0)\(capability.1)")
        #expect(fakes.calls("nvrtcCompileProgram") == 0)
        let place = try gpu.allocate(16)
        try gpu.tryLaunch("element_fill", grid: (1, 1, 1), threads: 32, shared: 0, [.pointer(place), .int(1), .int(4), .float(3)])
        #expect(try gpu.download(place, count: 4, like: Float(0)) == [3, 3, 3, 3])
        // A file of another architecture, where the cache had been mixed up, is refused by the loader and compiled anew.
        let cache = try #require(fakes.environment["XDG_CACHE_HOME"]) + "/orthosae/kernels"
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache).filter { $0.hasSuffix(".cubin") }.count == 1)
        _ = try fakes.open([try text()], adding: real)
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache).filter { $0.hasSuffix(".cubin") }.count == 1)
    }

    @Test(arguments: RealNVRTC.found)
    func `compiles several programs at once`(path: String) throws {
        let fakes = try DeviceFakes(quiet: true)
        let texts = (0..<6).map { i in
            KernelText(name: "p\(i)", source: "extern \"C\" __global__ void element_\(i) (float *x) { *x = \(i); }", kernels: [])
        }
        _ = try fakes.open(texts, adding: ["ORTHOSAE_CUDA_NVRTC": path])
        let cache = URL(filePath: try #require(fakes.environment["XDG_CACHE_HOME"])).appending(path: "orthosae/kernels")
        for i in 0..<6 {
            let file = try #require(
                try FileManager.default.contentsOfDirectory(atPath: cache.path).first { $0.hasPrefix("p\(i)-") })
            // Each file holds its own kernel and nobody else's.
            let bytes = try Data(contentsOf: cache.appending(path: file))
            for j in 0..<6 { #expect((bytes.range(of: Data(".text.element_\(j)".utf8)) != nil) == (i == j)) }
        }
    }

    @Test(arguments: RealNVRTC.found)
    func `tells what does not compile`(path: String) throws {
        let fakes = try DeviceFakes(quiet: true)
        let wrong = KernelText(name: "wrong", source: "extern \"C\" __global__ void f() { g(); }", kernels: ["f"])
        let said = try #require(try failure { _ = try fakes.open([wrong], adding: ["ORTHOSAE_CUDA_NVRTC": path]) })
        #expect(said.what.hasPrefix("NVRTC does not compile the kernels of wrong (NVRTC_ERROR_COMPILATION): wrong.cu(1): error"))
    }
}
