import Failures
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where a device fails inside an operation no caller could go on: what is on the device is lost, and what is on the disk
/// is whole. The program says so in a sentence and ends.
enum EngineFailure {
    static func end(_ error: any Error) -> Never {
        let sentence = "orthosae: \(error)\n"
        Array(sentence.utf8).withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
        _exit((error as? Failure)?.kind.rawValue ?? 1)
    }
}
