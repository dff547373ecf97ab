public import Engine
import Failures
public import Records

/// SynthSAEBench-16k (2602.14687): 16,384 features in 768 dimensions, 128 trees of three levels, rates by Zipf's law,
/// correlated firing; true L0 about 34. Its own parameters can be read from a file (`world.parameters`); without one they
/// are made as the benchmark makes them, with this program's random numbers and without its orthogonalisation.
public enum Synth16kWorld: WorldKind {
    public static let name = "synth16k"
    public static let summary = "SynthSAEBench-16k: 16,384 features in 768 dimensions, 128 trees of three levels"
    public static let scale = WorldScale(
        latents: 4096, l0: 25, tokens: 2_048_000, batch: 1024, worldTokens: 0, learningRate: 1e-3)

    public static func make(_ config: WorldConfig, engine: ComputeEngine) throws -> World {
        let plain = WorldConfig()
        guard config.tilt == plain.tilt, config.synonyms == plain.synonyms, config.shares == plain.shares,
            config.childMagnitude == plain.childMagnitude
        else {
            throw Failure(
                .usage, "world.tilt, synonyms, child_magnitude and shares are of the toy worlds; \(name) has its own",
                remedy: "leave them out, or write its parameters into a file (world.parameters)")
        }
        let seed = config.seed
        let made = try config.parameters.map { try SynthFile($0, engine: engine) }
        let parameters = made?.parameters ?? SynthParameters.make(seed: seed, engine: engine)
        let features = WorldFeatures(
            directions: made?.directions ?? directions(seed, engine), bias: made?.bias ?? bias(seed, engine), noise: 0,
            parents: parameters.parents, shares: parameters.shares)
        // Made once: the limits are quantiles of thousands of rates.
        let training = SynthDrawing(parameters, seed: seed, part: .training)
        let heldOut = SynthDrawing(parameters, seed: seed, part: .heldOut)
        return World(
            name: name, seed: seed, features: features, tokens: config.tokens, heldOut: config.heldOut, engine: engine
        ) { $0 == .training ? training : heldOut }
    }

    private static func directions(_ seed: UInt64, _ engine: ComputeEngine) -> Matrix {
        let directions = Matrix(rows: SynthSettings.features, columns: SynthSettings.width)
        var random = WorldRandom.directions(seed)
        engine.fillNormal(directions, using: &random)
        engine.normalizeRows(directions)
        return directions
    }

    private static func bias(_ seed: UInt64, _ engine: ComputeEngine) -> Matrix {
        let bias = Matrix(rows: 1, columns: SynthSettings.width)
        var random = WorldRandom.bias(seed)
        engine.fillNormal(bias, using: &random)
        engine.normalizeRows(bias)
        engine.scale(bias, by: SynthSettings.bias, into: bias)
        return bias
    }
}
