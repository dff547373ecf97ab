package import Failures

/// What a clone without Git LFS leaves in place of a large file: a few lines of text that name it.
///
/// Whoever opens a file from outside asks here before the bytes are taken for what the name promises; the reader's next
/// complaint (a header of 2,336,927,755,350,992,246 bytes, "not JSON") would name another fault.
package enum GitLFS {
    /// How a pointer begins. Source: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md.
    private static let start = Array("version https://git-lfs".utf8)
    /// A pointer is shorter than this, by the same source.
    package static let longest = 1024

    /// - Parameters:
    ///   - head: the file's first bytes, a pointer's length of them or all.
    ///   - size: bytes in the file.
    /// - Throws: `Failure(.badData)` where the file is such a pointer.
    package static func refusePointer(_ head: some Sequence<UInt8>, size: Int, at path: String) throws(Failure) {
        guard size < longest, head.starts(with: start) else { return }
        throw Failure(
            .badData, "is a Git LFS pointer, which stands for a file that was not fetched", at: path,
            remedy: "run 'git lfs pull' in its folder, or download the file itself")
    }
}
