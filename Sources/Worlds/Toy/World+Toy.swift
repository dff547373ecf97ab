import Engine
import Records

extension World {
    /// A two-level world with what the settings change.
    ///
    /// - Throws: as `ToyParameters.with`.
    convenience init(
        _ name: String, _ standard: ToyParameters, _ config: WorldConfig, engine: ComputeEngine
    ) throws {
        let parameters = try standard.with(config), seed = config.seed
        self.init(
            name: name, seed: seed, features: parameters.features(seed: seed, engine: engine), tokens: config.tokens,
            heldOut: config.heldOut, engine: engine
        ) { ToyDrawing(parameters, seed: seed, part: $0) }
    }
}
