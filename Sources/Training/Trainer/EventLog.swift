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
        guard let data = try WholeFile.dataIfPresent(file, atMost: 1 << 31) else { return }
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

    /// The events of a file, for whoever reads a run. Throws `.missingInput`, or `.badData` with the line's number.
    package static func read(_ file: URL) throws -> [TrainEvent] {
        let place = file.path(percentEncoded: false)
        let data = try WholeFile.data(file, atMost: 1 << 31)
        return try data.split(separator: UInt8(ascii: "\n")).enumerated().map { number, line in
            try JSONCoding.read(TrainEvent.self, from: Data(line), at: "\(place):\(number + 1)", as: "an event")
        }
    }

    /// A line with its end.
    static func line(_ event: TrainEvent) throws -> Data {
        try JSONCoding.data(event, .line, as: "an event")
    }
}
