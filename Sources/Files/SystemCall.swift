package import Failures
import Foundation

/// What the system answered, as a `Failure`.
package enum SystemCall {
    /// Makes a call again for as long as a signal interrupts it, within reason.
    static func uninterrupted(_ call: () -> Int32) -> Int32 {
        for _ in 0..<1000 {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
        return -1
    }

    /// - Parameters:
    ///   - code: `errno` right after the call.
    ///   - what: what could not be done: "cannot be written".
    ///   - reading: then a file that is not there is `.missingInput` instead of `.io`.
    ///   - ifMissing: what to do then; nil: check the path.
    package static func failure(
        _ code: Int32, _ what: String, at path: String, reading: Bool = false, ifMissing: String? = nil
    ) -> Failure {
        guard reading, code == ENOENT || code == ENOTDIR else {
            return Failure(
                .io, "\(what): \(String(cString: strerror(code)))", at: path, remedy: remedy(code, reading: reading))
        }
        // Arguments arrive with bytes that are not UTF-8 replaced: then no file has that name.
        let isForeign = path.unicodeScalars.contains("\u{FFFD}")
        return Failure(
            .missingInput, "there is no such file", at: path,
            remedy: isForeign ? "rename it, if its name is not UTF-8" : ifMissing ?? remedy(code, reading: true))
    }

    private static func remedy(_ code: Int32, reading: Bool) -> String? {
        switch code {
        case ENOSPC, EDQUOT: "free some space or write to another disk"
        case EFBIG: "raise the limit on file sizes (ulimit -f) or write to another disk"
        case EACCES, EPERM, EROFS:
            reading ? "change its permissions" : "choose a folder that you may write to"
        case ENOENT, ENOTDIR: reading ? "check the path" : "create the folder first"
        case EISDIR: "a folder of that name is in the way"
        case EEXIST, ENOTEMPTY: "remove what is there or choose another name"
        case ENAMETOOLONG: "choose a shorter name"
        case EMFILE, ENFILE: "raise the limit on open files (ulimit -n)"
        default: nil
        }
    }
}
