#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension Failure {
    /// Ends the program with an error's sentence and its exit code, without a trap and its pages of addresses: for the few
    /// places that no caller could go on from (a GPU that failed inside an operation). What is on the disk is whole, since
    /// everything there is written aside and renamed.
    package static func end(_ error: any Error) -> Never {
        let sentence = "orthosae: \(error)\n"
        Array(sentence.utf8).withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
        _exit((error as? Failure)?.kind.rawValue ?? Kind.failed.rawValue)
    }
}
