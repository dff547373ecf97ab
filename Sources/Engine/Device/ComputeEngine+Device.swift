import CUDA
import Kernels

/// What a device rounds the operands of its products to (Guides/GPU.md).
public enum Precision: String, Sendable, CaseIterable {
    case float32, tf32, bf16
}

/// What was found of a GPU and its libraries: bits belong to all of it.
public struct DeviceDescription: Sendable, Equatable {
    /// As the driver calls it: "NVIDIA H100 80GB HBM3".
    public var name: String
    /// "9.0"
    public var capability: String
    /// Bytes.
    public var memory: Int
    public var multiprocessors: Int
    public var driver: String
    public var compiler: String
    public var products: String
    /// The files of driver, NVRTC and cuBLASLt.
    public var libraries: [String]
    /// Sentences on what is not as usual.
    public var notes: [String]

    /// In one line, as records keep it: results have the same bits where all of it is the same.
    public var summary: String {
        "\(name) (\(capability)), driver \(driver), NVRTC \(compiler), cuBLASLt \(products)"
    }
}

extension ComputeEngine {
    /// An engine whose operations run on a GPU where they have a form for it, and here where they have not.
    ///
    /// Finds driver, NVRTC and cuBLASLt (Guides/GPU.md says where), and compiles the kernels for the device, or takes them from
    /// the cache: seconds the first time.
    ///
    /// - Parameters:
    ///   - gpu: its number, as the driver counts them.
    ///   - threads: for what runs here, as in `init(threads:isa:)`.
    ///   - environment: where the libraries are looked for.
    /// - Throws: `Failure` that says what is missing, or what the driver answered, and what to do.
    public convenience init(
        gpu: Int, precision: Precision = .tf32, threads: Int = 0, environment: [String: String]
    ) throws {
        let texts = KernelSources.all.map { KernelText(name: $0.topic, source: $0.text, kernels: $0.kernels) }
        let opened = try GPU(ordinal: gpu, kernels: texts, environment: environment)
        self.init(threads: threads, isa: nil, device: Device(gpu: opened, precision: precision, isStrict: environment["ORTHOSAE_DEVICE_STRICT"] == "1"))
    }

    /// How many GPUs the driver counts.
    ///
    /// - Throws: `Failure` as `init(gpu:)` does.
    public static func gpus(environment: [String: String]) throws -> Int { try GPU.count(environment: environment) }

    /// The GPU that operations run on; nil: there is none.
    public var deviceDescription: DeviceDescription? { device?.description }

    /// What the GPU has free; nil: there is none.
    public var deviceMemory: AvailableMemory? {
        device.map { AvailableMemory(bytes: Double($0.gpu.freeMemory()), bound: "free on the GPU") }
    }

    /// Products' precision; float32 where there is no GPU.
    public var precision: Precision { device?.precision ?? .float32 }

    /// What has gone to the device and come back since the engine was made; nil where there is none.
    public var traffic: DeviceTraffic? { device?.traffic }

    /// Brings what the host has written to the device, before work that stays there; nothing where it is there already.
    public func bring(_ matrices: [Matrix]) {
        guard let device else { return }
        device.operation("bring") { for matrix in matrices { _ = matrix.view.pointer(device) } }
    }

    /// Runs a part of the work that must not leave the device: with `ORTHOSAE_DEVICE_STRICT=1` a copy of more than 64 KiB
    /// inside it ends the program at that place. Tests run so.
    public func keepingOnDevice<R>(_ body: () throws -> R) rethrows -> R {
        guard let device, device.isStrict else { return try body() }
        device.strictDepth += 1
        defer { device.strictDepth -= 1 }
        return try body()
    }
}

/// Copies, launches and waits, since an engine was made.
public struct DeviceTraffic: Sendable, Equatable {
    public var copiesIn: Int
    public var bytesIn: Int
    public var copiesOut: Int
    public var bytesOut: Int
    public var launches: Int
    public var products: Int
    public var waits: Int
}
