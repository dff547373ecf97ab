import Engine
import Failures
import Files
import Foundation

/// Which GPUs there are, and whether each can be used: `orthosae inspect --devices`.
struct DeviceFindings {
    /// Each in the driver's order: what was found, or why it cannot be used.
    private(set) var devices: [Result<DeviceDescription, Failure>] = []
    /// Why there is none, or why none can be used.
    private(set) var failure: Failure?

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        do {
            for number in 0..<(try ComputeEngine.gpus(environment: environment)) {
                devices.append(
                    Result {
                        let engine = try ComputeEngine(gpu: number, threads: 1, environment: environment)
                        guard let description = engine.deviceDescription else { throw Failure(.failed, "no device") }
                        return description
                    }.mapError { $0 as? Failure ?? Failure(.failed, "\($0)") })
            }
            if !devices.contains(where: { (try? $0.get()) != nil }), case .failure(let first)? = devices.first { failure = first }
        } catch {
            failure = error as? Failure ?? Failure(.failed, "\(error)")
        }
    }

    /// For a person.
    var text: String {
        var lines = ["processor    \(ComputeEngine.processors) threads, \(Kernels.preferred) kernels, \(ComputeEngine.productLibrary)"]
        for (number, device) in devices.enumerated() {
            switch device {
            case .success(let found):
                lines.append("cuda:\(number)       \(found.name), compute capability \(found.capability)")
                lines.append(
                    "             \(found.memory >> 20) MiB, \(found.multiprocessors) multiprocessors, "
                        + "driver \(found.driver), NVRTC \(found.compiler), cuBLASLt \(found.products)")
                lines += found.libraries.map { "             \($0)" } + found.notes.map { "             note: \($0)" }
            case .failure(let why): lines.append("cuda:\(number)       cannot be used: \(why)")
            }
        }
        if devices.isEmpty, let failure { lines.append("cuda         \(failure)") }
        return lines.joined(separator: "\n")
    }

    /// For a program.
    func json() throws -> String {
        let list: [[String: Any]] = devices.enumerated().map { number, device in
            switch device {
            case .success(let found):
                [
                    "device": "cuda:\(number)", "name": found.name, "capability": found.capability, "memory": found.memory,
                    "multiprocessors": found.multiprocessors, "driver": found.driver, "nvrtc": found.compiler,
                    "cublaslt": found.products, "libraries": found.libraries, "notes": found.notes,
                ]
            case .failure(let why): ["device": "cuda:\(number)", "error": "\(why)"]
            }
        }
        var object: [String: Any] = [
            "processor": [
                "threads": ComputeEngine.processors, "instruction_set": Kernels.preferred.rawValue,
                "products": ComputeEngine.productLibrary,
            ] as [String: Any],
            "devices": list,
        ]
        if devices.isEmpty, let failure { object["error"] = "\(failure)" }
        return try Wording.json(object)
    }
}
