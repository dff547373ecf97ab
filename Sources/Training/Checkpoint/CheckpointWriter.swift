import Activations
import Engine
import Failures
import Files
import Foundation
import Hashing
import Records
import TensorFiles

/// Writes `checkpoints/step-N/`: everything that decides the next step, built aside and moved into place when it is on
/// the disk, so that a checkpoint is complete or absent.
enum CheckpointWriter {
    /// Throws `.io`; nothing is then left of the new checkpoint, and the older ones are untouched.
    static func write(_ trainer: Trainer, seconds: Double, into checkpoints: URL, keep: Int) throws {
        try StateFiles.makeFolder(checkpoints)
        let place = checkpoints.appending(path: FileNames.checkpoint(step: trainer.step))
        try AtomicFolder.build(place, replacing: true) { folder in
            let files = try writeParts(of: trainer, seconds: seconds, into: folder)
            try writeManifest(of: trainer, files: files, into: folder)
        }
        try prune(checkpoints, keep: max(1, keep))
    }

    /// Everything but the manifest. Returns the files' paths inside the folder.
    private static func writeParts(of trainer: Trainer, seconds: Double, into folder: URL) throws -> [String] {
        var files: [String] = []
        for job in trainer.jobs {
            let own = trainer.folder(of: job, in: folder)
            try StateFiles.makeFolder(own)
            let prefix = own == folder ? "" : job.name + "/"
            try JobState.write(job, into: own)
            files += JobState.files.map { prefix + $0 }
        }
        try StateFiles.write(
            try trainer.source.saveState(), json: FileNames.sourceState, tensors: FileNames.source, into: folder)
        try AtomicFile.write(
            try StateFiles.json(Progress(
                step: trainer.step, tokens: trainer.tokens, seconds: seconds, jobSeconds: trainer.jobSeconds)),
            to: folder.appending(path: FileNames.progress))
        if let inputs = trainer.inputs {
            try AtomicFile.write(try StateFiles.json(inputs.record()), to: folder.appending(path: FileNames.inputs))
            files.append(FileNames.inputs)
        }
        return files + [FileNames.sourceState, FileNames.source, FileNames.progress]
    }

    private static func writeManifest(of trainer: Trainer, files: [String], into folder: URL) throws {
        let entries = try files.sorted().map { name in
            let (digest, bytes) = try FileHash.sha256(of: folder.appending(path: name))
            return CheckpointManifest.File(name: name, bytes: bytes, sha256: digest)
        }
        let jobs = trainer.jobs.map { job in
            CheckpointManifest.Job(
                name: job.name, settings: SettingsFingerprint.settings(job.config),
                settingsHash: SettingsFingerprint.hash(job.config))
        }
        let manifest = CheckpointManifest(step: trainer.step, tokens: trainer.tokens, jobs: jobs, files: entries)
        try AtomicFile.write(try StateFiles.json(manifest), to: folder.appending(path: FileNames.manifest))
    }

    /// Removes all checkpoints but the newest `keep`, and what killed processes left half-written.
    private static func prune(_ checkpoints: URL, keep: Int) throws {
        for old in Checkpoints.all(in: checkpoints).dropLast(keep) {
            try AtomicFolder.remove(old)
        }
        try AtomicFolder.removePartials(in: checkpoints)
    }
}

/// How far a run is: `progress.json`.
struct Progress: Codable {
    /// Steps done: the curriculum, the rate and Adam's count follow from it.
    var step: Int
    var tokens: Int
    var seconds: Double
    /// Each SAE's own part of them, by name; absent in checkpoints of earlier versions.
    var jobSeconds: [String: Double]?

    private enum CodingKeys: String, CodingKey { case step, tokens, seconds, jobSeconds = "job_seconds" }
}
