import Activations
import Failures
import Foundation
import Hashing
import Records

/// Reads a checkpoint back, after checking that it is what was written and that it belongs to the run.
struct CheckpointReader {
    let folder: URL
    let manifest: CheckpointManifest

    /// Checks every file against the manifest.
    ///
    /// - Throws: `Failure(.missingInput)` where there is no checkpoint; `.badData` naming the file that is missing or
    ///   not what was written, or the format that this version does not read.
    init(_ folder: URL) throws {
        self.folder = folder
        let file = folder.appending(path: FileNames.manifest)
        let place = folder.path(percentEncoded: false)
        guard FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else {
            throw Failure(
                .missingInput, "there is no checkpoint (no \(FileNames.manifest))", at: place,
                remedy: "name a run folder, or one of its checkpoints/step-N")
        }
        manifest = try StateFiles.decode(CheckpointManifest.self, file)
        guard manifest.format == CheckpointManifest.currentFormat else {
            throw Failure(
                .badData, "the checkpoint has format \(manifest.format); this version reads "
                    + "\(CheckpointManifest.currentFormat)", at: place, remedy: "resume with the version that wrote it")
        }
        for entry in manifest.files { try CheckpointReader.verify(entry, in: folder) }
    }

    private static func verify(_ entry: CheckpointManifest.File, in folder: URL) throws {
        let file = folder.appending(path: entry.name), place = file.path(percentEncoded: false)
        let remedy = StateFiles.remedy
        guard FileManager.default.fileExists(atPath: place) else {
            throw Failure(.badData, "the file is missing from the checkpoint", at: place, remedy: remedy)
        }
        let (digest, bytes) = try FileHash.sha256(of: file)
        guard bytes == entry.bytes, digest == entry.sha256 else {
            throw Failure(
                .badData, "the file is not what the checkpoint wrote (\(bytes) bytes, SHA-256 \(digest.prefix(12))…; "
                    + "expected \(entry.bytes), \(entry.sha256.prefix(12))…)", at: place, remedy: remedy)
        }
    }

    /// How far the run was, held against the manifest, the folder's name and the run.
    private func progress(of trainer: Trainer) throws -> Progress {
        let file = folder.appending(path: FileNames.progress)
        func bad(_ what: String) -> Failure {
            Failure(.badData, what, at: file.path(percentEncoded: false), remedy: StateFiles.remedy)
        }
        let progress = try StateFiles.decode(Progress.self, file)
        guard progress.step == manifest.step, (0...trainer.steps).contains(progress.step) else {
            throw bad("'step' is \(progress.step), the manifest's is \(manifest.step), the run has \(trainer.steps) steps")
        }
        let tokens = progress.step * (trainer.jobs.first?.config.data.batch ?? 0)
        guard progress.tokens == tokens, manifest.tokens == tokens else {
            throw bad("'tokens' is \(progress.tokens), the manifest's \(manifest.tokens), after \(progress.step) steps \(tokens)")
        }
        // 30 years: only so that a time can be shown.
        let seconds = 0...1e9
        guard seconds.contains(progress.seconds), progress.seconds > 0 || progress.step == 0 else {
            throw bad("'seconds' is \(progress.seconds)")
        }
        for (name, part) in progress.jobSeconds ?? [:] where !(0...progress.seconds + 1).contains(part) {
            throw bad("'job_seconds' of \(name.quoted) is \(part), of \(progress.seconds) in all")
        }
        return progress
    }

    /// Puts everything into a trainer made anew.
    ///
    /// - Returns: what a person should know, in sentences.
    /// - Throws: `Failure(.usage)` naming the setting or the SAE that differs; `.badData` where a part does not fit, or a
    ///   file that the run reads is another than it was.
    func restore(_ trainer: Trainer) throws -> [String] {
        let place = folder.path(percentEncoded: false)
        let saved = manifest.jobs.map(\.name), now = trainer.jobs.map(\.name)
        guard saved == now else {
            throw Failure(
                .usage, "the checkpoint holds the SAEs \(saved.joined(separator: ", ")), the run has "
                    + now.joined(separator: ", "), at: place)
        }
        let recorded = try inputs()
        for (job, settings) in zip(trainer.jobs, manifest.jobs) {
            // Where the files are told by content, they may lie elsewhere now.
            let isTold = recorded != nil && trainer.inputs != nil
            try SettingsFingerprint.requireEqual(job.config, settings, mayLieElsewhere: isTold, at: place)
        }
        let notes = try recorded.flatMap { try trainer.inputs?.compare(with: $0) } ?? []
        let progress = try progress(of: trainer)
        for job in trainer.jobs { try JobState.read(into: job, at: progress, from: trainer.folder(of: job, in: folder)) }
        do {
            try trainer.source.restore(
                try StateFiles.read(json: FileNames.sourceState, tensors: FileNames.source, from: folder))
        } catch let failure as Failure {
            throw failure.placed(at: folder.appending(path: FileNames.sourceState))
        }
        guard trainer.source.tokensServed == progress.tokens else {
            throw Failure(
                .badData, "'tokens_served' is \(trainer.source.tokensServed) after \(progress.tokens) tokens",
                at: folder.appending(path: FileNames.sourceState).path(percentEncoded: false), remedy: StateFiles.remedy)
        }
        trainer.resume(at: progress)
        return notes
    }

    /// What the run read; nil in a checkpoint of an earlier version.
    private func inputs() throws -> InputsRecord? {
        guard manifest.files.contains(where: { $0.name == FileNames.inputs }) else { return nil }
        return try StateFiles.decode(InputsRecord.self, folder.appending(path: FileNames.inputs))
    }
}
