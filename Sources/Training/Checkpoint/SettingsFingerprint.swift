import Failures
import Hashing
import Records

/// The settings of a run as a checkpoint keeps them, and what may differ when it is resumed.
enum SettingsFingerprint {
    /// These change neither a weight nor a recorded figure; or, as `device` and the machine do, the last bits of both,
    /// which a resumed run says (`RunInputFiles`).
    static let free: Set<String> = ["threads", "device", "record.keep", "record.checkpoint_every"]

    /// Every setting by its key, as `resolved.yaml` has it.
    static func settings(_ config: RunConfig) -> [String: String] {
        Dictionary(uniqueKeysWithValues: Setting.all.map { ($0.key, $0.yaml(of: config)) })
    }

    /// SHA-256 of those that decide the result.
    static func hash(_ config: RunConfig) -> String {
        let lines = Setting.all.filter { !free.contains($0.key) }.map { "\($0.key): \($0.yaml(of: config))\n" }
        return FileHash.sha256(of: lines.joined())
    }

    /// - Throws: `Failure(.usage)` naming the first setting in which `config` differs from the saved ones. One that the
    ///   checkpoint does not know (a later version added it) must have its default value.
    /// - Parameter mayLieElsewhere: whether what the run reads is told by content, so that its place is free.
    static func requireEqual(
        _ config: RunConfig, _ saved: CheckpointManifest.Job, mayLieElsewhere: Bool, at place: String
    ) throws {
        let standard = RunConfig()
        for setting in Setting.all
        where !free.contains(setting.key) && !(mayLieElsewhere && Setting.places.contains(setting.key)) {
            let before = saved.settings[setting.key] ?? setting.yaml(of: standard), now = setting.yaml(of: config)
            if before == now { continue }
            throw Failure(
                .usage, "\(setting.key) is \(now), but the checkpoint was made with \(before)", at: place,
                remedy: "resume with the settings of the run, or start a new one")
        }
    }
}
