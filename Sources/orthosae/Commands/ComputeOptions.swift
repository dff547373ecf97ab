import ArgumentParser
import Engine
import Records

/// Where a command computes that has no run's settings.
struct ComputeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Worker threads; 0 takes every processor. Results do not depend on it.", valueName: "n"),
        transform: OptionNumber.threads)
    var threads = 0

    @Option(
        help: ArgumentHelp(
            "Where to compute: auto (a GPU where one is found and works, else the processor), cpu, cuda or cuda:N.",
            valueName: "device"),
        transform: ComputeOptions.device)
    var device = DeviceChoice.auto

    @Option(
        help: ArgumentHelp(
            "What a GPU's products round their operands to: \(names(DevicePrecision.self)).", valueName: "precision"),
        transform: ComputeOptions.precision)
    var precision = DevicePrecision.tf32

    /// The engine that these name.
    func engine() throws -> ComputeEngine {
        try EngineChoice.engine(threads: threads, device: device, precision: precision)
    }

    private static func device(_ text: String) throws -> DeviceChoice {
        guard let choice = DeviceChoice(text) else {
            throw ValidationError("'\(text)' is no device: auto, cpu, cuda or cuda:N, N at most \(DeviceChoice.mostDevices)")
        }
        return choice
    }

    private static func precision(_ text: String) throws -> DevicePrecision {
        guard let precision = DevicePrecision(rawValue: text) else {
            throw ValidationError("'\(text)' is no precision: \(names(DevicePrecision.self))")
        }
        return precision
    }
}
