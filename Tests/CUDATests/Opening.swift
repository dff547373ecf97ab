import CUDA
import Foundation
import TestSupport

/// Kernels of the repository's own, by their names: the fake NVRTC reads no more of a text.
let someKernels = KernelText(
    name: "elementwise", source: "KERNEL(element_fill, …) {}\nKERNEL(element_add, …) {}\nKERNEL(element_scale, …) {}\n",
    kernels: ["element_fill", "element_add", "element_scale"])

extension DeviceFakes {
    func open(
        _ kernels: [KernelText] = [someKernels], adding: [String: String] = [:], stagingBytes: Int = 1 << 20
    ) throws -> GPU {
        try GPU(
            ordinal: 0, kernels: kernels, environment: environment.merging(adding) { $1 }, root: "/nowhere",
            stagingBytes: stagingBytes)
    }
}

extension GPU {
    /// A block that holds these numbers.
    func upload<T: BitwiseCopyable>(_ values: [T]) throws -> DevicePointer {
        let bytes = values.count * MemoryLayout<T>.stride, place = try allocate(bytes)
        try values.withUnsafeBytes { raw in
            if let start = raw.baseAddress { try tryCopyIn(start, to: place, bytes: bytes) }
        }
        return place
    }

    func download<T: BitwiseCopyable>(_ place: DevicePointer, count: Int, like zero: T) throws -> [T] {
        var values = [T](repeating: zero, count: count)
        try values.withUnsafeMutableBytes { raw in
            if let start = raw.baseAddress { try tryCopyOut(place, to: start, bytes: raw.count) }
        }
        return values
    }
}

/// Numbers that look random and are the same each time, in −1…1.
struct Stream {
    private var state: UInt64
    init(_ seed: Int) { state = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> Float {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(Int32(truncatingIfNeeded: state >> 33) - (1 << 30)) / Float(1 << 30)
    }

    mutating func next(_ count: Int) -> [Float] { (0..<count).map { _ in next() } }
}
