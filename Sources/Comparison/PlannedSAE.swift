import Foundation
public import Records

/// One SAE of a plan.
public struct PlannedSAE: Sendable {
    /// Unique in the plan, and its folder's name: `orthogonal-l1_1.5-seed0`.
    public let id: String
    /// Its row's id.
    public let row: String
    public let seed: UInt64
    /// Of its world; nil: it has none.
    public let worldSeed: UInt64?
    public let sparsity: ComparedSAE.Sparsity
    public let config: RunConfig

    init(row: String, key: String, config: RunConfig) {
        self.row = row
        seed = config.seed
        worldSeed = config.world.name == nil ? nil : config.world.seed
        self.config = config
        let value = Double(Setting.all.first { $0.key == key }?.yaml(of: config) ?? "")
        sparsity = .init(name: key, value: value)
        let short = key == "sae.k" ? "k" : String(key.prefix { $0 != "." })
        // A colon is no part of a file's name everywhere.
        id = "\(row.replacing(":", with: "-"))-\(short)_\(value.map(PlannedSAE.plain) ?? "")-seed\(config.seed)"
            + (worldSeed.map { "-world\($0)" } ?? "")
    }

    /// A number in as few characters as tell a float32: 1.5, 32, 1e-05.
    static func plain(_ value: Double) -> String { String(format: "%.7g", value) }

    /// How it stands in the record before anything is done.
    public var compared: ComparedSAE {
        ComparedSAE(id: id, row: row, seed: seed, worldSeed: worldSeed, sparsity: sparsity, folder: id)
    }
}
