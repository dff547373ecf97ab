import Failures
import Files
import Foundation
import Records

/// Reads what a run has recorded.
enum RunFiles {
    /// The last line of `events.jsonl` that is an event, found from the file's end; nil where there is no file or no
    /// line in it yet.
    ///
    /// Throws `Failure(.badData)` where none of its last lines is one; as `InputFile` does for what is no file.
    static func lastEvent(of run: URL) throws(Failure) -> EventLine? {
        let file = run.appending(path: FileNames.events).filePath
        var lines = 0
        do throws(Failure) {
            let last = try LineFile.last(of: file) { line -> EventLine? in
                if line.contains(where: { $0 > 0x20 }) { lines += 1 }
                return RecordLines.record(EventLine.self, line)
            }
            if last == nil, lines > 0 {
                throw Failure(.badData, "none of its last lines is an event", at: file)
            }
            return last
        } catch {
            if error.kind == .missingInput { return nil }
            throw error
        }
    }

    /// What a checkpoint's manifest says.
    static func manifest(of checkpoint: URL) throws -> CheckpointManifest {
        try JSONCoding.read(
            CheckpointManifest.self, file: checkpoint.appending(path: FileNames.manifest), as: "a checkpoint's manifest")
    }
}
