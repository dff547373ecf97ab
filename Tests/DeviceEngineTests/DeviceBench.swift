import Engine
import Foundation
import TestSupport

/// An engine on the fakes, strict, beside the processor's: what a test of a device form needs.
struct DeviceBench {
    let fakes: DeviceFakes
    let device: ComputeEngine
    let host = ComputeEngine(threads: 1)

    // All benches share one device of each kind: the stacks of emulated threads of many would be more mappings than a process may
    // have. Traffic is counted by engine.
    private static let deferred = opened(isDeferred: true), prompt = opened(isDeferred: false)

    private static func opened(isDeferred: Bool) -> Result<DeviceFakes, any Error> {
        Result {
            let fakes = try DeviceFakes()
            fakes.setDeferred(isDeferred)
            return fakes
        }
    }

    /// - Parameter isDeferred: work runs only when something waits for it: what is read too early is garbage.
    init(_ precision: Precision = .float32, isDeferred: Bool = true) throws {
        fakes = try (isDeferred ? DeviceBench.deferred : DeviceBench.prompt).get()
        device = try ComputeEngine(
            gpu: 0, precision: precision, threads: 1,
            environment: (DeviceFakes.realDevice ?? fakes.environment).merging(["ORTHOSAE_DEVICE_STRICT": "1"]) { $1 })
    }
}

/// Numbers that look random and are the same each time, in −1…1.
func noise(_ count: Int, seed: Int) -> [Float] {
    var state = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(Int32(truncatingIfNeeded: state >> 33) - (1 << 30)) / Float(1 << 30)
    }
}

func noise(_ rows: Int, _ columns: Int, seed: Int) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: noise(rows * columns, seed: seed))
}

/// The largest difference, over the largest of `expected`; NaN counts as infinitely far.
func difference(_ found: [Float], _ expected: [Float]) -> Double {
    guard found.count == expected.count else { return .infinity }
    var most = 0.0, size = 0.0
    for (a, b) in zip(found, expected) {
        let distance = a == b || (a.isNaN && b.isNaN) ? 0 : abs(Double(a) - Double(b))
        most = max(most, distance.isNaN ? .infinity : distance)
        size = max(size, abs(Double(b)))
    }
    return size > 0 ? most / size : most
}
