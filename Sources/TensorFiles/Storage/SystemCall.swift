import Failures
import Foundation

/// What the system answered, as a `Failure`.
enum SystemCall {
    /// - Parameters:
    ///   - code: `errno` right after the call.
    ///   - what: what could not be done: "cannot be written".
    ///   - reading: then a file that is not there is `.missingInput` instead of `.io`.
    static func failure(_ code: Int32, _ what: String, at path: String, reading: Bool = false) -> Failure {
        let missing = reading && (code == ENOENT || code == ENOTDIR)
        let text = missing ? "there is no such file" : "\(what): \(String(cString: strerror(code)))"
        return Failure(missing ? .missingInput : .io, text, at: path, remedy: remedy(code, reading: reading))
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

/// Text from a file, fit for a one-line message: control characters escaped, a long one cut.
func quoted(_ text: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars.prefix(120) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
            shown += "\\u{\(String(scalar.value, radix: 16))}"
        default: shown.unicodeScalars.append(scalar)
        }
    }
    return text.unicodeScalars.count > 120 ? "'\(shown)…'" : "'\(shown)'"
}

/// A shape for a one-line message: a header may claim a million dimensions.
func shown(_ shape: [Int]) -> String {
    shape.count <= 8 ? "\(shape)" : "\(Array(shape.prefix(8)))… (\(shape.count) numbers)"
}
