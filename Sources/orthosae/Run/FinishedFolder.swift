import Autoencoders
import Failures
import Files
import Foundation
import Records
import SAEFiles
import Training

/// Where the finished SAE lies that a path on the command line means.
enum FinishedFolder {
    /// A folder in SAELens' layout, or the one within a run's.
    ///
    /// Throws `Failure`: `.missingInput` for a run without a finished SAE, with how far it came and how it is finished;
    /// `.usage` for a comparison, which has several. Where there is neither, the path itself comes back.
    static func find(_ path: String) throws(Failure) -> URL {
        let given = URL(filePath: path, directoryHint: .isDirectory)
        let inRun = given.appending(path: FileNames.finished, directoryHint: .isDirectory)
        func has(_ name: String) -> Bool {
            FileManager.default.fileExists(atPath: given.appending(path: name).filePath)
        }
        // An SAE's folder may have a folder of that name in it, and is meant itself.
        if SAEFile.isOne(given), !has(FileNames.resolvedSettings) { return given }
        if SAEFile.isOne(inRun) { return inRun }
        if SAEFile.isOne(given) { return given }
        if has(FileNames.comparison) {
            throw Failure(
                .usage, "this is a comparison of several SAEs", at: path, remedy: "name the folder of one of them")
        }
        // What is no run either is told by whoever reads the folder.
        guard has(FileNames.resolvedSettings) else { return given }
        throw unfinished(path, given)
    }

    private static func unfinished(_ path: String, _ run: URL) -> Failure {
        let event = try? RunFiles.lastEvent(of: run)
        var state = "the run is not finished"
        if let event {
            state += ": it came to step \(Wording.count(event.step + 1))"
            if let steps = event.steps { state += " of \(Wording.count(steps))" }
        }
        guard let newest = Checkpoints.latest(in: run) else {
            return Failure(
                .missingInput, state + " and has no checkpoint and no SAE", at: path,
                remedy: "train it anew: orthosae train --config "
                    + run.appending(path: FileNames.resolvedSettings).filePath.shellWord)
        }
        return Failure(
            .missingInput, state + ", its newest checkpoint is \(newest.lastPathComponent), and it has no SAE yet",
            at: path, remedy: "finish it: orthosae train --resume \(path.shellWord)")
    }
}
