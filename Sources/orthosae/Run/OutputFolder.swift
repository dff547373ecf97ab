import Failures
import Foundation

/// Where a command writes. Asked before any work, so that hours are not spent on what cannot be kept.
enum OutputFolder {
    /// Names a folder that does not exist yet: the one asked for, or the first free of `stem`, `stem-2`, …
    ///
    /// - Throws: `Failure(.usage)` when the one asked for exists.
    static func choose(_ wanted: String?, otherwise stem: String) throws -> String {
        guard let wanted else { return firstFree(stem) }
        guard !FileManager.default.fileExists(atPath: wanted) else {
            throw Failure(.usage, "the output folder exists", at: wanted, remedy: "name another with --out")
        }
        return wanted
    }

    /// Makes a new, empty folder: the one asked for, or the first free of `stem`, `stem-2`, `stem-3`, …
    ///
    /// - Throws: `Failure(.usage)` when the one asked for exists and is not empty; `Failure(.io)` when it cannot be
    ///   made or written.
    static func make(_ wanted: String?, otherwise stem: String) throws -> String {
        let path = wanted ?? firstFree(stem)
        let manager = FileManager.default
        var isFolder: ObjCBool = false
        if manager.fileExists(atPath: path, isDirectory: &isFolder) {
            guard isFolder.boolValue else { throw Failure(.usage, "the output folder is a file", at: path) }
            guard let inside = try? manager.contentsOfDirectory(atPath: path) else { throw cannotWrite(path) }
            guard inside.isEmpty else {
                throw Failure(
                    .usage, "the output folder exists and is not empty", at: path,
                    remedy: "name another with --out, or continue its run with --resume \(path)")
            }
        } else {
            do {
                try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
            } catch { throw cannotWrite(path) }
        }
        // Permission bits do not tell everything (a read-only disk, root): so try.
        let probe = path + "/.probe"
        guard manager.createFile(atPath: probe, contents: Data()) else { throw cannotWrite(path) }
        try? manager.removeItem(atPath: probe)
        return path
    }

    /// Removes a folder that `make` made and in which nothing came to be, and the one around it if that is empty now.
    static func undo(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
        // Fails, as it should, where there is anything else in it.
        rmdir(URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false))
    }

    private static func cannotWrite(_ path: String) -> Failure {
        Failure(.io, "the output folder cannot be written", at: path, remedy: "name another with --out")
    }

    private static func firstFree(_ stem: String) -> String {
        var path = stem
        var number = 1
        while FileManager.default.fileExists(atPath: path) {
            number += 1
            path = "\(stem)-\(number)"
        }
        return path
    }
}
