import CUDA
import Failures
import Foundation
import TestSupport
import Testing

/// Each way in which a GPU cannot be used has a sentence that says what to do.
@Suite struct `What is said where a GPU cannot be used` {
    private func refusal(
        _ fakes: DeviceFakes, _ kernels: [KernelText] = [someKernels], adding: [String: String?] = [:]
    ) throws -> Failure {
        var environment = fakes.environment
        for (name, value) in adding { environment[name] = value }
        return try #require(
            try failure { _ = try GPU(ordinal: 0, kernels: kernels, environment: environment, root: "/nowhere", stagingBytes: 1024) })
    }

    private func failure(of body: () throws -> Void) throws -> Failure? { try TestSupport.failure(of: body) }

    @Test func `no driver`() throws {
        // The machine that runs this may have a driver: then there is nothing to miss, and the named one is tried below.
        let found = try failure { _ = try GPU.count(environment: [:]) }
        if let found, found.what.contains("libcuda") {
            #expect(found.kind == .missingInput)
            #expect(
                found.description
                    == "no NVIDIA driver here: libcuda.so.1 was not found; install the driver, or set device to cpu")
        }
        let named = try #require(try failure { _ = try GPU.count(environment: ["ORTHOSAE_CUDA_DRIVER": "/nowhere/libcuda.so.1"]) })
        #expect(named.kind == .missingInput)
        #expect(named.description.contains("the driver that ORTHOSAE_CUDA_DRIVER names does not open: /nowhere/libcuda.so.1"))
    }

    @Test func `no GPU`() throws {
        let fakes = try DeviceFakes(quiet: true)
        fakes.setDevices(0)
        let said = try refusal(fakes)
        #expect(said.kind == .missingInput)
        #expect(said.description == "the driver finds no GPU; check nvidia-smi and CUDA_VISIBLE_DEVICES")
    }

    @Test func `another GPU than there is`() throws {
        let fakes = try DeviceFakes(quiet: true)
        fakes.setDevices(2)
        #expect(try GPU.count(environment: fakes.environment) == 2)
        let said = try #require(try failure { _ = try GPU(ordinal: 2, kernels: [], environment: fakes.environment) })
        #expect(said.what == "there is no GPU 2; the driver finds 2, numbered from 0")
    }

    @Test(arguments: [(3, "CUDA_ERROR_NOT_INITIALIZED"), (802, "CUDA_ERROR_SYSTEM_NOT_READY"), (999, "CUDA_ERROR_UNKNOWN")])
    func `a driver that does not start`(code: Int, name: String) throws {
        let fakes = try DeviceFakes(quiet: true)
        fakes.setStart(code)
        let said = try refusal(fakes)
        #expect(said.kind == .failed)
        #expect(said.what == "the driver does not start (\(name), \(code))")
    }

    @Test func `a stub in the driver's place`() throws {
        let fakes = try DeviceFakes(quiet: true)
        fakes.setStart(34)
        let said = try refusal(fakes)
        #expect(said.what == "the driver does not start (CUDA_ERROR_STUB_LIBRARY, 34): this is a stub library, '\(fakes.path)'")
        #expect(said.remedy == "remove its folder from LD_LIBRARY_PATH")
    }

    @Test(arguments: [("ORTHOSAE_CUDA_NVRTC", "NVRTC", "libnvrtc"), ("ORTHOSAE_CUDA_CUBLASLT", "cuBLASLt", "libcublasLt")])
    func `a library that is missing`(variable: String, name: String, file: String) throws {
        let fakes = try DeviceFakes(quiet: true)
        // A version of which no machine has the other library.
        if name == "NVRTC" { fakes.setLtVersion(111100) } else { fakes.setNVRTC(11, 8) }
        let said = try refusal(fakes, adding: [variable: nil])
        #expect(said.kind == .missingInput)
        #expect(said.what.hasPrefix("\(name) (\(file).so.11) was not found; looked in: what the loader knows"))
        #expect(said.remedy == "pip install nvidia-cublas (it brings NVRTC), or set CUDA_PATH or \(variable)")
        let named = try refusal(fakes, adding: [variable: "/nowhere/x.so"])
        #expect(named.what.hasPrefix("\(name), which \(variable) names, does not open: /nowhere/x.so"))
    }

    @Test func `libraries newer than the driver`() throws {
        let fakes = try DeviceFakes(quiet: true)
        fakes.setDriverVersion(12040)
        let said = try refusal(fakes)
        #expect(said.kind == .missingInput)
        #expect(
            said.description
                == "NVRTC 13 needs driver 580 or newer, this is 12.4; pip install nvidia-cublas-cu12 nvidia-cuda-nvrtc-cu12, or a newer driver")
    }

    @Test func `a device that is too old`() throws {
        let fakes = try DeviceFakes(quiet: true)
        fakes.setCapability(7, 5)
        let said = try refusal(fakes)
        #expect(said.kind == .missingInput)
        #expect(said.description == "Fake H100 has compute capability 7.5; 8.0 is needed; set device to cpu")
    }

    @Test func `an NVRTC older than the device: PTX, and a note`() throws {
        let fakes = try DeviceFakes(quiet: true)
        fakes.setCapability(12, 1)
        fakes.setNVRTC(13, 0, architectures: "75,80,90,100")
        let gpu = try fakes.open()
        #expect(gpu.facts.architecture == "compute_100")
        #expect(
            gpu.facts.notes == [
                "NVRTC 13.0 is older than this GPU: kernels are compiled for compute_100 and finished by the driver at each start"
            ])
        // Not kept: each start compiles.
        _ = try fakes.open()
        #expect(fakes.calls("nvrtcCompileProgram") == 2)
        fakes.setNVRTC(13, 0, architectures: "50,75")
        #expect(try refusal(fakes).what == "NVRTC 13.0 compiles for no GPU of compute capability 12.1")
    }

    @Test func `kernels that the driver refuses`() throws {
        let fakes = try DeviceFakes(quiet: true)
        fakes.fail("cuModuleLoadData", nth: 1, code: 209)
        fakes.fail("cuModuleLoadData", nth: 2, code: 209)
        let said = try refusal(fakes)
        #expect(said.kind == .failed)
        #expect(
            said.what == "the driver refuses the kernels compiled by NVRTC 13.5 for sm_90 (CUDA_ERROR_NO_BINARY_FOR_GPU, 209)")
        #expect(said.remedy?.hasPrefix("delete the cache folder '/") == true)
        #expect(said.remedy?.hasSuffix("; use an NVRTC of the driver's major version") == true)
        #expect(fakes.liveBlocks == 0)
    }

    @Test func `kernels that do not compile`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let said = try refusal(fakes, [KernelText(name: "odd", source: "\n\nthis is not C++", kernels: [])])
        #expect(said.what.hasPrefix("NVRTC does not compile the kernels of odd (NVRTC_ERROR_COMPILATION): odd.cu(3): error: this is not C++"))
    }

    /// Programs are compiled side by side; which one is told does not depend on that.
    @Test func `the first of several that do not compile`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let texts = (0..<20).map { i in
            KernelText(name: "p\(i)", source: i % 3 == 2 ? "this is not C++ \(i)" : "KERNEL(nothing)", kernels: [])
        }
        #expect(try refusal(fakes, texts).what.contains("the kernels of p2 ("))
        // The others are kept.
        let compiled = fakes.calls("nvrtcCompileProgram")
        #expect(compiled == 20)
        _ = try fakes.open(texts.filter { $0.source.hasPrefix("KERNEL") })
        #expect(fakes.calls("nvrtcCompileProgram") == compiled)
    }

    @Test func `a kernel that the text has not`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let said = try refusal(fakes, [KernelText(name: "odd", source: "KERNEL(element_fill)", kernels: ["element_add"])])
        #expect(said.what == "the kernel element_add of odd cannot be loaded (CUDA_ERROR_NOT_FOUND, 500)")
        #expect(fakes.complaint == "the file holds no kernel element_add")
    }

    @Test func `no room for the start`() throws {
        let fakes = try DeviceFakes(quiet: true)
        fakes.setMemory(10 << 20)
        let said = try refusal(fakes)
        #expect(said.what == "the GPU has 10 MiB free, this needs 64 MiB")
        #expect(fakes.liveBlocks == 0)
    }

    @Test func `TF32 by the environment is noticed`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open(adding: ["NVIDIA_TF32_OVERRIDE": "0"])
        #expect(gpu.facts.notes.count == 1)
        #expect(gpu.facts.notes.first?.hasPrefix("NVIDIA_TF32_OVERRIDE=0 is set") == true)
        #expect(try fakes.open().facts.notes == [])
    }

    /// Whatever call of a start fails, it ends with a sentence and gives back what it took.
    @Test(arguments: [
        "cuDriverGetVersion", "cuDeviceGetCount", "cuDeviceGet", "cuDeviceGetName", "cuDeviceGetAttribute",
        "cuDevicePrimaryCtxRetain", "cuCtxSetCurrent", "cuStreamCreate", "cuModuleGetFunction", "cuFuncLoad", "cuMemAlloc_v2",
        "cuDeviceTotalMem_v2", "cublasLtCreate", "nvrtcGetNumSupportedArchs", "nvrtcCreateProgram", "nvrtcGetCUBIN",
    ])
    func `a start that breaks off`(call: String) throws {
        let fakes = try DeviceFakes(quiet: true)
        fakes.fail(call, nth: 1, code: 1)
        let said = try refusal(fakes)
        #expect(!said.what.isEmpty)
        #expect(fakes.liveBlocks == 0)
        _ = try fakes.open()
    }
}
