package import Failures
import Foundation

/// What lies in a folder.
package struct FolderListing {
    /// Names in the order of their bytes.
    package var names: [String] = []
    /// Names that are not UTF-8, as messages show them: no path can be made of them here.
    package var foreign: [String] = []

    /// - Parameter remedy: what to do where there is no such folder.
    ///
    /// Throws `.missingInput` where there is none, `.io` where it cannot be listed.
    package init(_ path: String, ifMissing remedy: String? = nil) throws(Failure) {
        guard let folder = opendir(path) else {
            let code = errno
            guard code != ENOENT && code != ENOTDIR else { throw FolderListing.missing(path, remedy) }
            throw SystemCall.failure(code, "the folder cannot be listed", at: path, reading: true)
        }
        defer { closedir(folder) }
        while true {
            errno = 0
            guard let entry = readdir(folder) else { break }
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if bytes == [0x2E] || bytes == [0x2E, 0x2E] { continue }
            if let name = String(validating: bytes, as: UTF8.self) {
                names.append(name)
            } else {
                foreign.append(String(decoding: bytes, as: UTF8.self))
            }
        }
        guard errno == 0 else {
            throw SystemCall.failure(errno, "the folder cannot be listed", at: path, reading: true)
        }
        names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        foreign.sort()
    }

    /// The failure of a folder that is not there.
    package static func missing(_ path: String, _ remedy: String? = nil) -> Failure {
        Failure(.missingInput, "there is no such folder", at: path, remedy: remedy ?? "check the path")
    }
}
