package import Failures
package import Tables

/// How a stream opens files of rows and columns: by `TableFormat`, or a test's own.
package protocol TableOpening {
    /// Throws: `Failure` as `TableFormat.open` does.
    func open(_ path: String) throws(Failure) -> any TableFile
}

/// Files as they are.
struct TablesOnDisk: TableOpening {
    func open(_ path: String) throws(Failure) -> any TableFile { try TableFormat.open(path) }
}
