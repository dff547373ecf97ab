import Autoencoders
import Comparison
import Failures
import Files
import Foundation
import Records
import TensorFiles
import Training

/// A comparison on the disk: its record, a run folder for each SAE, checkpoints while a pass is under way.
final class ComparisonFolder {
    let path: String
    let plan: ComparisonPlan
    private(set) var record: ComparisonRecord

    var url: URL { URL(filePath: path, directoryHint: .isDirectory) }

    /// Makes the folder, or takes over one that the same comparison began; every SAE's settings are on the disk then.
    ///
    /// - Throws: `Failure(.usage)` where the folder holds something else, or an SAE of other settings.
    init(_ plan: ComparisonPlan, record: ComparisonRecord, wanted: String?) throws {
        self.plan = plan
        self.record = record
        if let wanted, let earlier = try ComparisonFolder.read(wanted) {
            path = wanted
            for note in try self.record.takeOver(earlier, at: wanted) { Terminal.say("note: \(note)") }
            for sae in plan.saes { try requireSameSettings(sae) }
        } else {
            path = try OutputFolder.make(wanted, otherwise: "runs/\(plan.kind.rawValue)")
        }
        for sae in plan.saes {
            try ComparisonFolder.make(run(sae.id))
            try AtomicFile.write(
                SettingsFile.write(
                    sae.config, heading: "\(ProductVersion.name) \(ProductVersion.current): every setting of this run"),
                to: run(sae.id).appending(path: FileNames.resolvedSettings))
        }
        try write()
    }

    /// The record in a folder; nil where there is none.
    static func read(_ path: String) throws -> ComparisonRecord? {
        let file = URL(filePath: path, directoryHint: .isDirectory).appending(path: FileNames.comparison)
        let place = file.path(percentEncoded: false)
        guard let data = FileManager.default.contents(atPath: place) else { return nil }
        return try RecordJSON.read(ComparisonRecord.self, from: data, at: place)
    }

    private static func make(_ folder: URL) throws {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw Failure(
                .io, "the folder cannot be made: \(error.localizedDescription)", at: folder.path(percentEncoded: false))
        }
    }

    /// The run folder of an SAE.
    func run(_ id: String) -> URL { url.appending(path: id, directoryHint: .isDirectory) }

    func sae(_ id: String) -> URL { run(id).appending(path: FileNames.finished, directoryHint: .isDirectory) }

    func isTrained(_ id: String) -> Bool { SAELensFolder.isOne(sae(id)) }

    func hasFailed(_ id: String) -> Bool {
        if case .failed = record.sae(id)?.state { true } else { false }
    }

    /// A setting that was another when the folder's SAE was begun, and decides something.
    private func requireSameSettings(_ sae: PlannedSAE) throws {
        // That text and weights are the same is seen from their content, wherever they lie.
        let free = Set(["threads", "record.keep", "record.checkpoint_every"]).union(Setting.places)
        let file = run(sae.id).appending(path: FileNames.resolvedSettings).path(percentEncoded: false)
        guard FileManager.default.fileExists(atPath: file) else { return }
        var sources = RunConfigSources()
        sources.areRecorded = true
        sources.file = file
        let before = try sources.resolve()
        for setting in Setting.all where !free.contains(setting.key) {
            let (old, new) = (setting.yaml(of: before), setting.yaml(of: sae.config))
            guard old == new else {
                throw Failure(
                    .usage, "\(setting.key) is \(new), but '\(sae.id)' was begun with \(old)", at: path,
                    remedy: "give the same settings, or name another folder with --out")
            }
        }
    }

    /// The pass that was interrupted: its newest checkpoint and the SAEs in it.
    func interruptedPass(at named: URL?) throws -> (checkpoint: URL, saes: [PlannedSAE])? {
        guard let checkpoint = named ?? Checkpoints.latest(in: url) else { return nil }
        let manifest = try RunFiles.manifest(of: checkpoint)
        let saes = try manifest.jobs.map { job in
            guard let sae = plan.sae(job.name) else {
                throw Failure(
                    .usage, "the checkpoint holds an SAE '\(job.name)' that this comparison has not",
                    at: checkpoint.path(percentEncoded: false), remedy: "ask for it too, or name another folder")
            }
            return sae
        }
        return (checkpoint, saes)
    }

    /// After a pass whose SAEs are all on the disk.
    func removeCheckpoints() {
        try? FileManager.default.removeItem(at: url.appending(path: FileNames.checkpoints))
    }

    /// Changes the record and writes it.
    func update(_ change: (inout ComparisonRecord) -> Void) throws {
        change(&record)
        try write()
    }

    private func write() throws {
        try AtomicFile.write(try RecordJSON.file(record), to: url.appending(path: FileNames.comparison))
    }
}
