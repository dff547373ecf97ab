import Engine
import Failures

/// `harvest.json`: what a folder of activation shards holds and how it was made. It is written last, so a folder
/// without it is unfinished.
public struct HarvestManifest: Codable, Sendable, Equatable {
    /// The layout that this version writes and reads.
    public static let currentFormat = 1
    /// The file's name.
    public static let fileName = "harvest.json"

    /// One file of activations.
    public struct Shard: Codable, Sendable, Equatable {
        public var name: String
        /// Activations in it.
        public var rows: Int
        public var bytes: Int
    }

    public var format = HarvestManifest.currentFormat
    public var settings: HarvestSettings
    /// d.
    public var width: Int
    /// The number format of the activations: `F32` or `BF16`.
    public var dtype: String
    /// Activations in all shards together.
    public var tokens: Int
    /// In the order of the text.
    public var shards: [Shard]
    /// Activations that training must not see, if any were set aside.
    public var heldOut: Shard?

    init(settings: HarvestSettings, width: Int, type: StorageType) {
        self.settings = settings
        self.width = width
        dtype = type.rawValue
        tokens = 0
        shards = []
    }

    private enum CodingKeys: String, CodingKey {
        case format, settings, width, dtype, tokens, shards, heldOut = "held_out"
    }
}
