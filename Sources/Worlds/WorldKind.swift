public import Engine
import Failures
import Files
public import Records

/// A kind of world: a file in this room, and a line in `WorldRegistry.all`.
public protocol WorldKind {
    /// What `--world` calls it.
    static var name: String { get }
    /// In a sentence, for help.
    static var summary: String { get }
    /// The SAE and the run that suit it.
    static var scale: WorldScale { get }

    /// Makes the world of a configuration.
    ///
    /// - Throws: `Failure(.usage)` for settings that it has not, or that contradict each other; for a world that reads
    ///   files, what reading them throws.
    static func make(_ config: WorldConfig, engine: ComputeEngine) throws -> World
}

/// Every kind of world.
public enum WorldRegistry {
    public static var all: [any WorldKind.Type] { [ToyWorld.self, ToyLargeWorld.self, Synth16kWorld.self, PlantedWorld.self] }

    /// - Throws: `Failure(.usage)` naming the one that was most likely meant.
    public static func named(_ name: String, at place: String? = nil) throws -> any WorldKind.Type {
        let kinds = all
        for kind in kinds where kind.name == name { return kind }
        var names: [String] = []
        for kind in kinds { names.append(kind.name) }
        throw Failure(
            .usage, "there is no world \(name.quoted)", at: place ?? "world.name",
            remedy: Spelling.advice(for: name, among: names))
    }

    /// The world of a run's settings, which name one.
    ///
    /// - Throws: as `named` and `WorldKind.make`.
    public static func world(_ config: WorldConfig, engine: ComputeEngine) throws -> World {
        try named(config.name ?? "").make(config, engine: engine)
    }
}
