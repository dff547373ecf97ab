import Engine
import TestSupport

/// Engines on the fakes: every kernel in emulation, work deferred until something waits, no copy of a matrix inside a step.
enum DeviceFixture {
    // One fake device for all: the stacks of emulated threads of many would be more mappings than a process may have.
    private static let fakes = Result {
        let fakes = try DeviceFakes()
        fakes.setDeferred(true)
        return fakes
    }

    static func engine(_ precision: Precision) throws -> ComputeEngine {
        let environment = try (DeviceFakes.realDevice ?? fakes.get().environment).merging([
            "ORTHOSAE_DEVICE_STRICT": "1", "ORTHOSAE_DEVICE_EXACT": "1",
        ]) { $1 }
        return try ComputeEngine(gpu: 0, precision: precision, threads: 1, environment: environment)
    }

    /// What a weight may be off after ten steps: of its matrix's largest at float32, else (in norm) of the distance moved.
    static func bound(_ precision: Precision) -> Double {
        switch precision {
        case .float32: 1e-5
        case .tf32: 1e-2
        case .bf16: 5e-2
        }
    }

    /// ‖a − b‖.
    static func distance(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
}
