import CUDA
import Failures
import Foundation
import Kernels

/// Has a GPU do the launches that `ORTHOSAE_FAKE_RECORD` kept on the emulation, twice each, and compares bits: README.md beside
/// this folder.
///
///     KernelCheck FOLDER [--json FILE] [--device N]
var arguments = Array(CommandLine.arguments.dropFirst())
@MainActor func option(_ name: String) -> String? {
    guard let at = arguments.firstIndex(of: name), at + 1 < arguments.count else { return nil }
    defer { arguments.removeSubrange(at...at + 1) }
    return arguments[at + 1]
}
let json = option("--json"), ordinal = option("--device").flatMap(Int.init) ?? 0
guard let folder = arguments.first, arguments.count == 1 else {
    FileHandle.standardError.write(Data("usage: KernelCheck FOLDER [--json FILE] [--device N]\n".utf8))
    exit(64)
}

do {
    let launches = try RecordedLaunch.all(in: folder)
    let texts = KernelSources.all.map { KernelText(name: $0.topic, source: $0.text, kernels: $0.kernels) }
    let start = ContinuousClock.now
    let gpu = try GPU(ordinal: ordinal, kernels: texts, environment: ProcessInfo.processInfo.environment)
    let opened = (ContinuousClock.now - start) / .seconds(1)
    let report = KernelReport(of: launches, on: gpu, all: texts.flatMap(\.kernels), secondsToOpen: opened)
    print(report.text)
    if let json { try report.json().write(to: URL(filePath: json)) }
    exit(report.isRight ? 0 : 1)
} catch {
    FileHandle.standardError.write(Data("KernelCheck: \(error)\n".utf8))
    exit(2)
}
