import CUDA
import Failures
import Foundation
import TestSupport
import Testing

@Suite struct `A GPU that fails` {
    private func fill(_ gpu: GPU, _ place: DevicePointer) throws {
        try gpu.tryLaunch("element_fill", grid: (1, 1, 1), threads: 32, shared: 0, [.pointer(place), .int(1), .int(1), .float(1)])
    }

    @Test(arguments: [(700, "CUDA_ERROR_ILLEGAL_ADDRESS"), (719, "CUDA_ERROR_LAUNCH_FAILED"), (716, "CUDA_ERROR_MISALIGNED_ADDRESS"), (715, "CUDA_ERROR_ILLEGAL_INSTRUCTION")])
    func `in a kernel says so late, and stays failed`(code: Int, name: String) throws {
        let fakes = try DeviceFakes(quiet: true)
        fakes.setDeferred(true)
        let gpu = try fakes.open()
        gpu.whereabouts = "step 12, decode"
        gpu.recovery = "resume from checkpoints/step-10"
        let place = try gpu.allocate(4)
        fakes.fail("kernel element_fill", nth: 2, code: code)
        try fill(gpu, place)
        try fill(gpu, place)
        let said = try #require(try failure { try gpu.tryWait() })
        #expect(said.kind == .failed)
        #expect(said.what == "the GPU failed at step 12, decode in element_fill or before it (\(name), \(code), told by cuStreamSynchronize)")
        #expect(said.remedy?.hasPrefix("resume from checkpoints/step-10; an error that returns at one place is a bug") == true)
        let calls = fakes.calls("cuLaunchKernel")
        #expect(try failure { try fill(gpu, place) } == said)
        #expect(try failure { _ = try gpu.allocate(4) } == said)
        #expect(try failure { _ = try gpu.download(place, count: 1, like: Float(0)) } == said)
        // What goes out of use says nothing; nothing more is asked of the driver.
        gpu.free(place)
        #expect(fakes.calls("cuLaunchKernel") == calls)
    }

    @Test func `names the kernel when each launch is waited for`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open(adding: ["ORTHOSAE_DEVICE_SYNC": "1"])
        let place = try gpu.allocate(4)
        fakes.fail("kernel element_fill", nth: 1, code: 700)
        let said = try #require(try failure { try fill(gpu, place) })
        #expect(said.what == "the GPU failed in element_fill (CUDA_ERROR_ILLEGAL_ADDRESS, 700, told by cuStreamSynchronize)")
    }

    @Test(arguments: [(214, "CUDA_ERROR_ECC_UNCORRECTABLE"), (46, "CUDA_ERROR_DEVICE_UNAVAILABLE"), (802, "CUDA_ERROR_SYSTEM_NOT_READY"), (999, "CUDA_ERROR_UNKNOWN")])
    func `that is lost says where to look`(code: Int, name: String) throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open()
        gpu.whereabouts = "step 3"
        fakes.fail("cuStreamSynchronize", nth: 1, code: code)
        let said = try #require(try failure { try gpu.tryWait() })
        #expect(said.what == "the GPU was lost at step 3 (\(name), \(code), told by cuStreamSynchronize)")
        #expect(said.remedy == "look at the system log for Xid; run the command again")
        #expect(try failure { try gpu.tryWait() } == said)
    }

    /// An error that is no end is told once, and the next call works.
    @Test(arguments: ["cuLaunchKernel", "cuMemcpyHtoDAsync_v2", "cuMemcpyDtoHAsync_v2", "cuEventRecord", "cuCtxSetCurrent"])
    func `in one call of the driver's`(call: String) throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open()
        let work = {
            let place = try gpu.upload([Float(0)])
            try fill(gpu, place)
            #expect(try gpu.download(place, count: 1, like: Float(0)) == [1])
        }
        try work()
        for nth in 1...2 {
            fakes.fail(call, nth: nth, code: 1)
            if nth == 2 && call != "cuCtxSetCurrent" { try work() }
            let said = try #require(try failure { try work() }, "\(call) \(nth)")
            #expect(said.what.hasPrefix("the GPU's driver refuses a call"))
            #expect(said.what.hasSuffix("(CUDA_ERROR_INVALID_VALUE, 1, told by \(call))"))
        }
        try work()
    }

    @Test func `ends the program with its sentence, unless told otherwise`() async throws {
        let result = await #expect(processExitsWith: .exitCode(7), observing: [\.standardErrorContent]) {
            let fakes = try DeviceFakes(quiet: true)
            let gpu = try fakes.open()
            gpu.onFailure = { failure in
                FileHandle.standardError.write(Data(failure.description.utf8))
                exit(7)
            }
            fakes.fail("cuStreamSynchronize", nth: 1, code: 999)
            gpu.wait()
        }
        let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(said.contains("the GPU was lost (CUDA_ERROR_UNKNOWN, 999, told by cuStreamSynchronize)"))
        await #expect(processExitsWith: .failure) {
            let fakes = try DeviceFakes(quiet: true)
            let gpu = try fakes.open()
            fakes.fail("cuStreamSynchronize", nth: 1, code: 999)
            gpu.wait()
        }
    }

    /// The same from the environment, as a process of its own has it.
    @Test func `by the environment of a process`() async {
        await #expect(processExitsWith: .exitCode(7)) {
            setenv("ORTHOSAE_FAKE_FAIL", "cuStreamSynchronize:2:719;kernel element_fill:9:700", 1)
            setenv("ORTHOSAE_FAKE_NAME", "a card", 1)
            setenv("ORTHOSAE_FAKE_CAPABILITY", "8.6", 1)
            setenv("ORTHOSAE_FAKE_DEFER", "1", 1)
            let fakes = try DeviceFakes(quiet: true)
            let gpu = try fakes.open()
            guard gpu.facts.name == "a card", gpu.facts.architecture == "sm_86" else { exit(1) }
            gpu.onFailure = { exit($0.what.contains("CUDA_ERROR_LAUNCH_FAILED, 719") ? 7 : 2) }
            _ = try gpu.upload([Float(1)])
            guard fakes.pending == 1 else { exit(3) }
            gpu.wait()
            gpu.wait()
        }
    }
}
