/// What `manifest.json` of a checkpoint says: which run it belongs to, and what each of its files must be.
public struct CheckpointManifest: Codable, Sendable, Equatable {
    /// One file of the checkpoint.
    public struct File: Codable, Sendable, Equatable {
        /// Its path inside the checkpoint.
        public var name: String
        public var bytes: Int
        /// Lower-case hexadecimal.
        public var sha256: String

        public init(name: String, bytes: Int, sha256: String) {
            self.name = name
            self.bytes = bytes
            self.sha256 = sha256
        }
    }

    /// The settings of one of the SAEs.
    public struct Job: Codable, Sendable, Equatable {
        public var name: String
        /// Every setting by its key, as `resolved.yaml` has it.
        public var settings: [String: String]
        /// SHA-256 of the settings that decide the result, one `key: value` a line, in the order of `Setting.all`.
        public var settingsHash: String

        public init(name: String, settings: [String: String], settingsHash: String) {
            self.name = name
            self.settings = settings
            self.settingsHash = settingsHash
        }

        private enum CodingKeys: String, CodingKey { case name, settings, settingsHash = "settings_sha256" }
    }

    /// The layout that this version writes and reads.
    public static let currentFormat = 1

    public var format = CheckpointManifest.currentFormat
    /// Steps done.
    public var step: Int
    /// Activations trained on.
    public var tokens: Int
    public var jobs: [Job]
    /// Every file but the manifest, by name.
    public var files: [File]

    public init(step: Int, tokens: Int, jobs: [Job], files: [File]) {
        self.step = step
        self.tokens = tokens
        self.jobs = jobs
        self.files = files
    }
}
