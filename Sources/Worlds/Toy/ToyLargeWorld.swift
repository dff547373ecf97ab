public import Engine
public import Records

/// The large preset of science.md 2: 480 features in 128 dimensions, 24 parents of 8 children each, true L0 9.3.
public enum ToyLargeWorld: WorldKind {
    public static let name = "toy-large"
    public static let summary = "480 features in 128 dimensions, 24 parents of 8 children each"
    public static let scale = WorldScale(latents: 480, l0: 9, tokens: 1_536_000)

    static var parameters: ToyParameters {
        var parameters = ToyParameters()
        parameters.width = 128
        parameters.features = 480
        parameters.parents = 24
        parameters.parentRates = 0.03...0.25
        parameters.otherRates = 0.002...0.04
        return parameters
    }

    public static func make(_ config: WorldConfig, engine: ComputeEngine) throws -> World {
        try World(name, parameters, config, engine: engine)
    }
}
