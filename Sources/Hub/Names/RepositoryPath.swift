package import Failures

/// Paths of files as a server names them: what may become a path on the disk.
package enum RepositoryPath {
    /// Whether a path stays below the folder that it is put in, and can be a file there: parts that are no `.` or `..`, not
    /// empty, of at most 255 bytes, without control characters; no slash in front; at most 2,000 bytes in all.
    package static func isSafe(_ path: String) -> Bool {
        guard !path.isEmpty, path.utf8.count <= 2000 else { return false }
        // A backslash is a letter here, and a folder elsewhere: Python refuses it too.
        guard !path.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F || $0 == "\\" }) else { return false }
        return path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && $0 != "." && $0 != ".." && $0.utf8.count <= 255
        }
    }

    /// Throws `.badData` for a path that must not become a file.
    package static func require(_ path: String, in repository: RepositoryName) throws(Failure) {
        guard isSafe(path) else {
            throw Failure(
                .badData, "the repository has a file called \(path.quoted), which would lie outside its folder or nowhere",
                at: repository.description, remedy: "nothing was written; tell the repository's owner")
        }
    }
}
