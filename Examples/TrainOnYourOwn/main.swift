// Trains an SAE on activations of one's own: anything that can fill a batch is an `ActivationSource`.
// Usage: TrainOnYourOwn OUTPUT-FOLDER
import Foundation
import OrthogonalSAE

/// Points on random directions, a few at a time: what a sparse autoencoder should find again.
final class RandomDirections: ActivationSource {
    let width = 32, inputScale: Float = 1
    var tokensServed = 0
    private var random = CounterRandom(seed: 1)
    private let directions = Matrix(rows: 64, columns: 32)
    private let engine: ComputeEngine

    init(engine: ComputeEngine) {
        self.engine = engine
        engine.fillUniform(directions, in: -1...1, using: &random)
        engine.normalizeRows(directions)
    }

    func next(into batch: ActivationBatch) -> Bool {
        let weights = (0..<batch.rows.rows * 64).map { _ in random.uniform() < 0.03 ? 1 + random.uniform() : 0 }
        let codes = Matrix(rows: batch.rows.rows, columns: 64, elements: weights)
        engine.product(codes, directions, into: batch.rows)
        tokensServed += batch.rows.rows
        return true
    }

    // For checkpoints: everything that decides the next batch.
    func saveState() throws -> SavedState { try SavedState(random) }
    func restore(_ state: SavedState) throws { random = try state.decode(CounterRandom.self) }
}

let engine = ComputeEngine()
var config = RunConfig.preset(.demo)
config.sae.latents = 128
config.data.batch = 256
config.data.tokens = 256 * 400
config.l1.weight = 0.1
let job = TrainingJob(config: config, width: 32, engine: engine)
let trainer = Trainer(jobs: [job], source: RandomDirections(engine: engine)) { event in
    if event.step % 100 == 0 { print("step \(event.step): loss \(event.losses.total), L0 \(event.l0)") }
    return .more
}
_ = try trainer.run()
let about = SAEDescription(
    modelName: "none", hookName: "none", contextSize: 1, dataset: "random directions", excludesBOS: false,
    trainedAs: "orthogonal", trainingTokens: trainer.tokens, writer: "TrainOnYourOwn")
try SAELensFolder.write(job.autoencoder, about, to: URL(filePath: CommandLine.arguments[1]), engine: engine)
