public import Engine
public import Records

/// The small world of science.md 2: 160 features in 64 dimensions, 8 parents of 8 children each, true L0 4.8.
public enum ToyWorld: WorldKind {
    public static let name = "toy"
    public static let summary = "160 features in 64 dimensions, 8 parents of 8 children each"
    public static let scale = WorldScale.toy

    public static func make(_ config: WorldConfig, engine: ComputeEngine) throws -> World {
        try World(name, ToyParameters(), config, engine: engine)
    }
}
