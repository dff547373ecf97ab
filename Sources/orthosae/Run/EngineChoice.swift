import Engine
import Failures
import Foundation
import Records

/// The engine that a command computes on.
enum EngineChoice {
    /// Where a run's settings say.
    ///
    /// - Throws: `Failure` where a GPU was asked for by name and cannot be had, or threads that memory has no room for.
    static func engine(_ config: RunConfig) throws -> ComputeEngine {
        try engine(threads: config.threads, device: DeviceChoice(config.device) ?? .auto, precision: config.precision)
    }

    /// - Parameter device: `auto` takes the first GPU where one works; where there is a driver and the GPU cannot be
    ///   used all the same, one sentence says why.
    static func engine(
        threads: Int, device: DeviceChoice, precision: DevicePrecision
    ) throws -> ComputeEngine {
        let environment = ProcessInfo.processInfo.environment
        func open(_ number: Int) throws -> ComputeEngine {
            let engine = try ComputeEngine(
                gpu: number, precision: enginePrecision(precision), threads: threads,
                environment: environment)
            for note in engine.deviceDescription?.notes ?? [] { Terminal.say("note: \(note)") }
            return engine
        }
        switch device {
        case .cpu: return try MemoryCheck.engine(threads: threads)
        case .cuda(let number): return try open(number)
        case .auto:
            do {
                return try open(0)
            } catch let failure as Failure {
                if let found = try? ComputeEngine.gpus(environment: environment), found > 0 {
                    Terminal.say("note: the processor computes: \(failure)")
                }
                return try MemoryCheck.engine(threads: threads)
            }
        }
    }

    /// A setting's precision as the engine has it: records know no engine.
    private static func enginePrecision(_ precision: DevicePrecision) -> Precision {
        switch precision {
        case .float32: .float32
        case .tf32: .tf32
        case .bf16: .bf16
        }
    }
}
