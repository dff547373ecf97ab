import Failures
import Files
import Foundation
import Records
import Training

/// What `--resume` names: the folder of a run or a comparison, or one of its checkpoints.
enum ResumePlace {
    /// - Returns: the folder, and the checkpoint where one was named.
    /// - Throws: `Failure(.missingInput)` for a checkpoint that is not there.
    static func read(_ place: String) throws -> (folder: String, checkpoint: URL?) {
        let path = URL(filePath: RunPaths.absolute(place)).standardizedFileURL
        let checkpoints = path.deletingLastPathComponent()
        guard FileNames.step(ofCheckpoint: path.lastPathComponent) != nil,
            checkpoints.lastPathComponent == FileNames.checkpoints
        else { return (place, nil) }
        let folder = checkpoints.deletingLastPathComponent().filePath
        guard FileManager.default.fileExists(atPath: path.filePath) else {
            let there = Checkpoints.latestWhole(in: checkpoints.deletingLastPathComponent())
            throw Failure(
                .missingInput, "there is no such checkpoint", at: path.filePath,
                remedy: there.map { "the newest whole one: \(command("train", $0.filePath))" } ?? "the run has none that is whole")
        }
        return (folder, URL(filePath: path.filePath, directoryHint: .isDirectory))
    }

    /// The command that goes on there, from any folder.
    static func command(_ name: String, _ folder: String) -> String {
        "orthosae \(name) --resume \(RunPaths.absolute(folder).shellWord)"
    }

    /// Continues from a checkpoint, says what a person should know, and leaves the run's later checkpoints behind.
    ///
    /// - Throws: as `Trainer.restore`; where the checkpoint is damaged the remedy is the command that works.
    static func restore(_ trainer: Trainer, from checkpoint: URL, of folder: String, by command: String) throws {
        do {
            try trainer.restore(from: checkpoint)
        } catch let failure as Failure where failure.kind == .badData && isInside(failure.place, checkpoint) {
            throw Failure(failure.kind, failure.what, at: failure.place, remedy: remedy(checkpoint, folder, command))
        }
        for note in trainer.notes { Terminal.say("note: \(note)") }
        let later = try Checkpoints.removeLater(than: trainer.step, in: URL(filePath: folder, directoryHint: .isDirectory))
        guard !later.isEmpty else { return }
        Terminal.say("note: going on from step \(trainer.step); removed, to be made anew: \(later.joined(separator: ", "))")
    }

    private static func isInside(_ place: String?, _ checkpoint: URL) -> Bool {
        place?.contains("/\(FileNames.checkpoints)/\(checkpoint.lastPathComponent)") ?? false
    }

    private static func remedy(_ damaged: URL, _ folder: String, _ name: String) -> String {
        let run = URL(filePath: folder, directoryHint: .isDirectory)
        if let whole = Checkpoints.latestWhole(in: run, but: [damaged.lastPathComponent]) {
            return "go on from the newest whole one: \(command(name, whole.filePath))"
        }
        let settings = RunPaths.absolute(run.appending(path: FileNames.resolvedSettings).filePath)
        return name == "train"
            ? "no other checkpoint is whole; start anew: orthosae train --config \(settings.shellWord)"
            : "no other checkpoint is whole; remove \(RunPaths.absolute(damaged.filePath).shellWord), and its SAEs are trained anew"
    }
}
