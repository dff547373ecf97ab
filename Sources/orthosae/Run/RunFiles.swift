import Failures
import Files
import Foundation
import Records

/// Reads what a run has recorded.
enum RunFiles {
    /// The last whole line of `events.jsonl`; nil before the first.
    static func lastEvent(of run: URL) throws -> TrainEvent? {
        let url = run.appending(path: FileNames.events), file = url.filePath
        guard let data = try WholeFile.dataIfPresent(url, atMost: 1 << 31) else { return nil }
        let lines = data.split(separator: UInt8(ascii: "\n"))
        guard let last = lines.last else { return nil }
        return try JSONCoding.read(TrainEvent.self, from: Data(last), at: "\(file):\(lines.count)", as: "an event")
    }

    /// What a checkpoint's manifest says.
    static func manifest(of checkpoint: URL) throws -> CheckpointManifest {
        try JSONCoding.read(
            CheckpointManifest.self, file: checkpoint.appending(path: FileNames.manifest), as: "a checkpoint's manifest")
    }
}
