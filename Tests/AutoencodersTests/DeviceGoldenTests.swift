import Autoencoders
import Engine
import Records
import TestSupport
import Testing

/// The step on a device (the fakes: every kernel in emulation, work deferred, no copy of a matrix inside a step) against
/// PyTorch's float64 autograd, within the processor's bound: kernels add in other orders, and no worse.
@Suite struct DeviceGoldenTests {
    static func engine(_ fakes: DeviceFakes, _ precision: Precision) throws -> ComputeEngine {
        fakes.setDeferred(true)
        return try ComputeEngine(
            gpu: 0, precision: precision, threads: 1,
            environment: fakes.environment.merging(["ORTHOSAE_DEVICE_STRICT": "1", "ORTHOSAE_DEVICE_EXACT": "1"]) { $1 })
    }

    @Test(arguments: LatentPath.allCases)
    func `losses, gradients and touched latents are PyTorch's`(path: LatentPath) throws {
        let golden = try GoldenSteps.load(), fakes = try DeviceFakes()
        let engine = try DeviceGoldenTests.engine(fakes, .float32)
        for one in golden.cases { try GoldenStepTests.expectPyTorchs(one, golden, path, engine) }
    }
}
