import Files
public import Foundation
import Records

/// The checkpoints of a run.
public enum Checkpoints {
    /// The newest complete checkpoint of a run folder; nil when there is none.
    public static func latest(in run: URL) -> URL? {
        all(in: run.appending(path: FileNames.checkpoints)).last
    }

    /// The newest checkpoint of a run, but for some, whose files are all what was written; nil when there is none.
    public static func latestWhole(in run: URL, but others: Set<String> = []) -> URL? {
        all(in: run.appending(path: FileNames.checkpoints)).last {
            !others.contains($0.lastPathComponent) && (try? CheckpointReader($0)) != nil
        }
    }

    /// Removes those of more steps than `step`: a run that goes on from an earlier one has left them behind.
    ///
    /// - Returns: their names.
    /// - Throws: `Failure(.io)`.
    public static func removeLater(than step: Int, in run: URL) throws -> [String] {
        let later = all(in: run.appending(path: FileNames.checkpoints)).filter {
            (FileNames.step(ofCheckpoint: $0.lastPathComponent) ?? 0) > step
        }
        for checkpoint in later { try AtomicFolder.remove(checkpoint) }
        return later.map(\.lastPathComponent)
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
