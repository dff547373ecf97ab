import Autoencoders
import Comparison
import Failures
import Files
import Foundation
import Records
import SAEFiles
import TensorFiles
import Training

/// A comparison on the disk: its record, a run folder for each SAE, checkpoints while a pass is under way.
final class ComparisonFolder {
    let path: String
    let plan: ComparisonPlan
    private(set) var record: ComparisonRecord
    /// That of a new comparison.
    private let output: OutputFolder?
    private let owned: Ownership?

    var url: URL { URL(filePath: path, directoryHint: .isDirectory) }

    /// Makes the folder, or takes over one that the same comparison began; every SAE's settings are on the disk then.
    ///
    /// - Parameter claimed: what `claim` gave of the folder.
    /// - Throws: `Failure(.usage)` where the folder holds something else, or an SAE of other settings; `.io` where
    ///   another process writes in it.
    init(_ plan: ComparisonPlan, record: ComparisonRecord, wanted: String?, claimed: Ownership?) throws {
        self.plan = plan
        self.record = record
        if let wanted, let claimed, let earlier = try ComparisonFolder.read(wanted) {
            path = wanted
            owned = claimed
            output = nil
            for note in try self.record.takeOver(earlier, at: wanted) { Terminal.say("note: \(note)") }
            for sae in plan.saes { try requireSameSettings(sae) }
        } else {
            let made = try OutputFolder(wanted, otherwise: "runs/\(plan.kind.rawValue)")
            path = made.path
            output = made
            owned = nil
        }
        do { try begin() } catch {
            output?.undo()
            throw error
        }
    }

    /// Takes the folder of a comparison that is there already, before anything is read that takes time; nil where there
    /// is none.
    ///
    /// - Throws: `Failure(.io)` where another process writes in it.
    static func claim(_ wanted: String?) throws -> Ownership? {
        guard let wanted, try read(wanted) != nil else { return nil }
        return try Ownership(of: URL(filePath: wanted, directoryHint: .isDirectory), .alone)
    }

    /// Every SAE's folder and settings, then the record.
    private func begin() throws {
        for sae in plan.saes {
            let name = "\(sae.id)/\(FileNames.resolvedSettings)"
            let text = SettingsFile.write(
                sae.config, heading: "\(ProductVersion.name) \(ProductVersion.current): every setting of this run")
            if let output {
                try output.makeFolder(sae.id)
                try output.write(text, to: name)
            } else {
                try NewFolders.make(run(sae.id))
                try AtomicFile.write(text, to: url.appending(path: name))
            }
        }
        try write()
    }

    /// Throws `Failure(.io)` where the folder is not any more where it was.
    func requireInPlace() throws {
        try output?.requireInPlace()
        try owned?.requireInPlace()
    }

    /// The record in a folder; nil where there is none.
    static func read(_ path: String) throws -> ComparisonRecord? {
        let file = URL(filePath: path, directoryHint: .isDirectory).appending(path: FileNames.comparison)
        let place = file.path(percentEncoded: false)
        guard let data = try WholeFile.dataIfPresent(file) else { return nil }
        return try JSONCoding.read(ComparisonRecord.self, from: data, at: place, as: "a comparison's record")
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
        let free = Set(["threads", "device", "record.keep", "record.checkpoint_every"]).union(Setting.places)
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
                    .usage, "\(setting.key) is \(new), but \(sae.id.quoted) was begun with \(old)", at: path,
                    remedy: "give the same settings, or name another folder with --out")
            }
        }
    }

    /// The pass that was interrupted: its newest checkpoint and the SAEs in it. A pass whose SAEs are all on the disk was
    /// not: then its checkpoints are removed.
    func interruptedPass(at named: URL?) throws -> (checkpoint: URL, saes: [PlannedSAE])? {
        let checkpoints = url.appending(path: FileNames.checkpoints)
        if FileManager.default.fileExists(atPath: checkpoints.filePath) {
            try AtomicFolder.removePartials(in: checkpoints)
        }
        guard let checkpoint = named ?? Checkpoints.latest(in: url) else { return nil }
        let manifest = try RunFiles.manifest(of: checkpoint)
        let saes = try manifest.jobs.map { job in
            guard let sae = plan.sae(job.name) else {
                throw Failure(
                    .usage, "the checkpoint holds an SAE \(job.name.quoted) that this comparison has not",
                    at: checkpoint.path(percentEncoded: false), remedy: "ask for it too, or name another folder")
            }
            return sae
        }
        if saes.allSatisfy({ isTrained($0.id) || hasFailed($0.id) }) {
            try removeCheckpoints()
            return nil
        }
        return (checkpoint, saes)
    }

    /// After a pass whose SAEs are all on the disk.
    func removeCheckpoints() throws { try AtomicFolder.remove(url.appending(path: FileNames.checkpoints)) }

    /// Changes the record and writes it.
    func update(_ change: (inout ComparisonRecord) -> Void) throws {
        change(&record)
        try write()
    }

    private func write() throws {
        try AtomicFile.write(
            try JSONCoding.data(record, .file, as: "the comparison's record"),
            to: url.appending(path: FileNames.comparison))
    }
}
