public import Foundation
import Records

/// The checkpoints of a run.
public enum Checkpoints {
    /// The newest complete checkpoint of a run folder; nil when there is none.
    public static func latest(in run: URL) -> URL? {
        all(in: run.appending(path: FileNames.checkpoints)).last
    }

    /// The complete checkpoints in a folder of checkpoints, oldest first.
    package static func all(in checkpoints: URL) -> [URL] {
        let place = checkpoints.path(percentEncoded: false)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
        let steps = names.compactMap(FileNames.step(ofCheckpoint:)).sorted()
        return steps.map {
            checkpoints.appending(path: FileNames.checkpoint(step: $0), directoryHint: .isDirectory)
        }.filter {
            FileManager.default.fileExists(atPath: $0.appending(path: FileNames.manifest).path(percentEncoded: false))
        }
    }
}
