public import Engine
import Failures
public import Records

/// The small world's features planted in real activations: exact metrics on a real background.
///
/// The trees and independent features of `toy`, as directions of their own in the activations' space, are added to the
/// rows of a harvest. One factor on all magnitudes gives them the stated share of the variance. What else fires in the
/// activations is not known: recovery and absorption are those of the planted features alone.
public enum PlantedWorld: WorldKind {
    public static let name = "planted"
    public static let summary = "the features of 'toy' added to a harvest's activations (world.background)"
    public static let scale = WorldScale(
        latents: 1024, l0: 16, tokens: 1_024_000, worldTokens: 100_000, learningRate: 1e-3, scaling: .sqrtWidth)

    /// Tokens on which both variances are measured.
    private static let measured = 8192

    public static func make(_ config: WorldConfig, engine: ComputeEngine) throws -> World {
        guard let folder = config.background else {
            throw Failure(
                .usage, "world \(name.quoted) has nothing to add its features to",
                remedy: "name a folder of shards: --set world.background=DIR (orthosae harvest makes one)")
        }
        let background = try ShardBackground(folder, engine: engine)
        guard background.width % 4 == 0 else {
            throw Failure(
                .badData, "the activations are \(background.width) wide; a world's width is a multiple of 4", at: folder)
        }
        guard config.tokens > 0, background.heldOutRows > 0 else {
            throw Failure(
                .usage, config.tokens > 0
                    ? "the shards hold no row out of training, and a world's figures need some"
                    : "world.tokens is 0, but a harvest ends", at: folder,
                remedy: config.tokens > 0 ? "harvest with data.held_out_rows" : "set it to at most \(background.tokens)")
        }
        var parameters = ToyParameters()
        (parameters.width, parameters.bias, parameters.noise) = (background.width, 0, 0)
        parameters = try parameters.with(config)
        let tokens = min(config.tokens, background.tokens), seed = config.seed
        let features = parameters.features(seed: seed, engine: engine)
        parameters.scale = try scale(parameters, features, background, min(measured, tokens), config, engine)
        let chosen = parameters
        return World(
            name: name, seed: seed, features: features, tokens: tokens,
            heldOut: min(config.heldOut, background.heldOutRows), background: background, engine: engine
        ) { ToyDrawing(chosen, seed: seed, part: $0) }
    }

    /// The factor that gives the planted features their share σ: √(σ/(1−σ) · V_background/V_planted).
    private static func scale(
        _ parameters: ToyParameters, _ features: WorldFeatures, _ background: ShardBackground, _ count: Int,
        _ config: WorldConfig, _ engine: ComputeEngine
    ) throws -> Float {
        let rows = Matrix(rows: count, columns: features.width), truth = SparseLatents(columns: features.count)
        try background.read(0, count: count, of: .training, into: rows)
        let behind = variance(rows, engine)
        engine.drawRows(0, count: count, by: ToyDrawing(parameters, seed: config.seed, part: .training), into: truth)
        engine.product(truth, features.directions, into: rows)
        let planted = variance(rows, engine), share = Double(config.plantedShare)
        guard behind.isFinite, behind > 0, planted > 0 else {
            throw Failure(.badData, "the activations do not vary", at: config.background)
        }
        return Float((share / (1 - share) * behind / planted).squareRoot())
    }

    private static func variance(_ rows: Matrix, _ engine: ComputeEngine) -> Double {
        let n = Double(rows.rows)
        return (engine.sumOfSquares(rows) - engine.columnSums(rows).reduce(0) { $0 + $1 * $1 } / n) / n
    }
}
