import Failures
import Foundation
import Records

/// Reads what a run has recorded.
enum RunFiles {
    /// The last whole line of `events.jsonl`; nil before the first.
    static func lastEvent(of run: URL) throws -> TrainEvent? {
        let file = run.appending(path: FileNames.events).path(percentEncoded: false)
        guard let data = FileManager.default.contents(atPath: file) else { return nil }
        let lines = data.split(separator: UInt8(ascii: "\n"))
        guard let last = lines.last else { return nil }
        do {
            return try JSONDecoder().decode(TrainEvent.self, from: Data(last))
        } catch {
            throw Failure(.badData, "the line is not an event", at: "\(file):\(lines.count)")
        }
    }

    /// What a checkpoint's manifest says.
    static func manifest(of checkpoint: URL) throws -> CheckpointManifest {
        let file = checkpoint.appending(path: FileNames.manifest).path(percentEncoded: false)
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Failure(.io, "the manifest cannot be read", at: file)
        }
        do {
            return try JSONDecoder().decode(CheckpointManifest.self, from: data)
        } catch {
            throw Failure(.badData, "this is no checkpoint's manifest", at: file)
        }
    }
}
