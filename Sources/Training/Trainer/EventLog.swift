import Failures
import Files
package import Foundation
package import Records

/// `events.jsonl`: one event a line, each on the disk's side of the file as soon as it is written.
package struct EventLog {
    let file: URL

    /// Appends a line. Throws `.io`.
    func append(_ event: TrainEvent) throws {
        do {
            if !FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) {
                try Data().write(to: file)
            }
            let handle = try FileHandle(forWritingTo: file)
            defer { try? handle.close() }
            try handle.seekToEnd()
            try handle.write(contentsOf: try EventLog.line(event))
        } catch {
            throw Failure(
                .io, "an event cannot be written: \(error.localizedDescription)",
                at: file.path(percentEncoded: false), remedy: "free some space, then resume from the last checkpoint")
        }
    }

    /// Removes what a run wrote after the checkpoint it is resumed from: every line from step `step` on, and a line
    /// that is not whole. So the file of a resumed run is that of an uninterrupted one, but for its times.
    /// Throws `.io`.
    func truncate(to step: Int) throws {
        struct Line: Decodable { var step: Int }
        guard let data = FileManager.default.contents(atPath: file.path(percentEncoded: false)) else { return }
        var kept = 0
        for line in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            guard kept + line.count < data.count, let read = try? JSONDecoder().decode(Line.self, from: Data(line)),
                read.step < step
            else { break }
            kept += line.count + 1
        }
        guard kept < data.count else { return }
        do {
            let handle = try FileHandle(forWritingTo: file)
            defer { try? handle.close() }
            try handle.truncate(atOffset: UInt64(kept))
        } catch {
            throw Failure(
                .io, "events after step \(step) cannot be removed: \(error.localizedDescription)",
                at: file.path(percentEncoded: false))
        }
    }

    /// Makes what was written last through a loss of power: a checkpoint is not to know of more than the file.
    /// Throws `.io`.
    func synchronize() throws {
        let path = file.filePath
        guard FileManager.default.fileExists(atPath: path) else { return }
        try AtomicFile.synchronize(path, failing: "the events cannot be flushed to the disk", at: path)
    }

    /// Removes the file, for a run that starts at its first step. Throws `.io`.
    func remove() throws {
        guard unlink(file.filePath) == 0 || errno == ENOENT else {
            throw SystemCall.failure(errno, "the events of an earlier attempt cannot be removed", at: file.filePath)
        }
    }

    /// The events of a file, for whoever reads a run. Throws `.missingInput`, or `.badData` with the line's number.
    package static func read(_ file: URL) throws -> [TrainEvent] {
        let place = file.path(percentEncoded: false)
        guard let data = FileManager.default.contents(atPath: place) else {
            throw Failure(.missingInput, "there is no such file", at: place)
        }
        return try data.split(separator: UInt8(ascii: "\n")).enumerated().map { number, line in
            do {
                return try JSONDecoder().decode(TrainEvent.self, from: Data(line))
            } catch {
                throw Failure(.badData, "the line is not an event", at: "\(place):\(number + 1)")
            }
        }
    }

    /// A line with its end.
    static func line(_ event: TrainEvent) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(event) + Data("\n".utf8)
    }
}
