public import Failures
public import Foundation

/// Runs `body` with a new empty folder, and removes the folder afterwards.
public func withTemporaryFolder<R>(_ body: (URL) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(path: "orthosae-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}

/// The `Failure` that `body` throws; nil if it throws nothing. Any other error passes through.
public func failure<R>(of body: () throws -> R) throws -> Failure? {
    do {
        _ = try body()
        return nil
    } catch let failure as Failure {
        return failure
    }
}
