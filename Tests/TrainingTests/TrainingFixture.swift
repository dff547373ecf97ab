import Activations
import Autoencoders
import Engine
import Foundation
import Records

import Testing
import Training

/// A small run on made-up activations, and the folders it writes in.
struct TrainingFixture: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var config: RunConfig
    var width = TrainingFixture.width

    static let width = 10, batch = 16, steps = 40

    /// 40 steps through every phase: sparsity from step 4, competition and temporal from 12, θ fallen at 30. Step 17
    /// lies in the last ramp; the buffer is filled many times.
    init(
        _ name: String, _ recipe: Recipe, _ architecture: Architecture,
        _ change: (inout RunConfig) -> Void = { _ in }
    ) {
        testDescription = name
        config = RunConfig()
        config.sae.latents = 48
        config.sae.k = 4
        config.apply(recipe: recipe, architecture: architecture)
        config.seed = 5
        config.data.batch = TrainingFixture.batch
        config.data.tokens = TrainingFixture.batch * TrainingFixture.steps
        config.data.buffer = 100
        config.data.scaling = .sqrtWidth
        config.curriculum.sparsityStart = 4
        config.curriculum.competitionStart = 12
        config.curriculum.thresholdEnd = 30
        config.optimizer.learningRate = 2e-3
        config.optimizer.warmup = 0
        config.curriculum.sparsityWarmup = 0
        config.record.eventEvery = 3
        config.record.competitionEvery = 5
        config.record.checkpointEvery = 0
        change(&config)
    }

    /// Every penalty is on, and strong enough that forgetting it shows.
    static let orthogonal = TrainingFixture("orthogonal", .paper, .orthogonal) {
        $0.l1.weight = 1
        $0.competition.weight = 0.5
        $0.temporal.weight = 0.2
    }
    static let topk = TrainingFixture("topk with AuxK", .paper, .topk) { $0.dead.tokens = 64 }
    static let batchtopk = TrainingFixture("batchtopk, SAELens", .saelens, .batchtopk) { $0.dead.steps = 4 }
    static let jumprelu = TrainingFixture("jumprelu", .paper, .jumprelu) {
        $0.sae.threshold = 0.3
        $0.sae.bandwidth = 0.4
        $0.l0.weight = 0.1
    }
    static let matryoshka = TrainingFixture("matryoshka", .paper, .matryoshka) {
        $0.dead.tokens = 64
        $0.matryoshka.prefixes = PrefixList([0.1, 0.25, 0.5])
    }
    /// Several chunks, dealt anew in every third step; 17 lies between two of them.
    static let ortsae = TrainingFixture("ortsae", .saelens, .ortsae) {
        $0.dead.steps = 4
        $0.orthogonality.weight = 50
        $0.orthogonality.chunk = 20
        $0.orthogonality.interval = 3
    }
    static let containment = TrainingFixture("containment, through", .paper, .orthogonal) {
        $0.l1.weight = 1
        $0.competition.weight = 0.5
        $0.competition.coefficient = .containment
        $0.competition.gradient = .through
        $0.temporal.weight = 0.2
    }
    /// Few latents fire, so that many have rows which potential alone moves.
    static let potential = TrainingFixture("topk with potential", .paper, .topk) {
        $0.dead.tokens = 64
        $0.competition.weight = 0.5
        $0.competition.coefficient = .potential
    }
    /// A sample of the tokens, drawn anew in each step; rates and price are state. Falls at the end.
    static let priced = TrainingFixture("priced", .saelens, .priced) {
        $0.dead.steps = 4
        $0.competition.priced.sample = 9
        $0.competition.priced.start = 3
        $0.competition.priced.decay = 20
    }
    /// The price is the weight in force, which the phases raise from 0.
    static let pricedReLU = TrainingFixture("orthogonal, priced", .paper, .orthogonal) {
        $0.l1.weight = 1
        $0.competition.coefficient = .priced
        $0.temporal.weight = 0.2
    }
    /// The weight of the sparsity term follows L0 from one step to the next.
    static let steered = TrainingFixture("standard, steered to an L0", .saelens, .standard) {
        $0.l1.weight = 0.5
        $0.l1.targetL0 = 3
    }
    static let steeredThresholds = TrainingFixture("jumprelu, steered to an L0", .paper, .jumprelu) {
        $0.sae.threshold = 0.3
        $0.sae.bandwidth = 0.4
        $0.l0.weight = 0.1
        $0.l0.targetL0 = 3
    }
    static let fraction = TrainingFixture("batchtopk, 2.5 a token", .saelens, .batchtopk) {
        $0.sae.k = 2.5
        $0.dead.steps = 4
    }
    /// Chunks dealt anew in every third step, and norms of latents over the batch.
    static let c2r = TrainingFixture("c2r", .saelens, .c2r) {
        $0.dead.steps = 4
        $0.orthogonality.chunk = 20
        $0.orthogonality.interval = 3
    }
    static let pricedOrtSAE = TrainingFixture("ortsae in the price's unit", .paper, .ortsae) {
        $0.dead.tokens = 64
        $0.orthogonality.weight = 2
        $0.orthogonality.unit = .price
        $0.orthogonality.interval = 3
    }
    /// Batches in the order of the text, so that the source says where each row came from.
    static let inOrder = TrainingFixture("in the order of the text", .paper, .topk) {
        $0.data.shuffle = false
        $0.data.scaling = .none
    }
    static let all = [
        orthogonal, topk, batchtopk, jumprelu, matryoshka, ortsae, containment, potential, steered, steeredThresholds,
        fraction, priced, pricedReLU, c2r, pricedOrtSAE,
    ]

    /// Activations with structure: few of many directions at a time, and some of them rare.
    static func activations(_ engine: ComputeEngine, width: Int = width, rows count: Int = batch * steps) -> Matrix {
        var random = CounterRandom(seed: 77)
        let directions = (0..<24).map { _ in (0..<width).map { _ in random.uniform() - 0.5 } }
        let rows = Matrix(rows: count, columns: width)
        var elements: [Float] = []
        for _ in 0..<rows.rows {
            var row = [Float](repeating: 0.2, count: width)
            for (number, direction) in directions.enumerated() where random.below(4 + number) == 0 {
                let size = 1 + 3 * random.uniform()
                for j in 0..<width { row[j] += size * direction[j] }
            }
            elements += row
        }
        rows.assign(elements)
        return rows
    }

    /// A trainer made anew, with everything it needs.
    func trainer(
        in folder: URL?, threads: Int = 2, watch: @escaping (TrainEvent) throws -> TrainerDecision = { _ in .more }
    ) -> Trainer {
        trainer(in: folder, on: ComputeEngine(threads: threads), watch: watch)
    }

    /// The same on an engine.
    func trainer(
        in folder: URL?, on engine: ComputeEngine, watch: @escaping (TrainEvent) throws -> TrainerDecision = { _ in .more }
    ) -> Trainer {
        let stream = MatrixStream(
            TrainingFixture.activations(engine, width: width, rows: config.data.tokens), context: 20, engine: engine)
        let source = MixingSource(stream: stream, plan: MixingPlan(config), engine: engine)
        let job = TrainingJob(config: config, width: width, engine: engine)
        return Trainer(jobs: [job], source: source, folder: folder, watch: watch)
    }

    /// The same in a size at which every operation is cut into several blocks, so that threads have something to share.
    var large: TrainingFixture {
        var copy = self
        copy.width = 64
        copy.config.sae.latents = 2500
        copy.config.sae.k = 20
        copy.config.data.batch = 128
        copy.config.data.tokens = 128 * 40
        copy.config.data.buffer = 1000
        return copy
    }

    /// All phases in 12 steps.
    var short: TrainingFixture {
        var copy = self
        copy.config.data.tokens = TrainingFixture.batch * 12
        copy.config.curriculum.sparsityStart = 2
        copy.config.curriculum.competitionStart = 4
        copy.config.curriculum.thresholdEnd = 9
        copy.config.competition.priced.start = 2
        copy.config.competition.priced.decay = 6
        return copy
    }

    /// Stops after so many steps.
    static func stop(after steps: Int) -> (TrainEvent) throws -> TrainerDecision {
        { $0.step + 1 == steps ? .stop : .more }
    }
}

/// A folder that is removed when the test is done with it.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(
            path: "training-\(ProcessInfo.processInfo.processIdentifier)-\(UInt64.random(in: 0...UInt64.max))",
            directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    var checkpoints: URL { url.appending(path: FileNames.checkpoints) }

    func checkpoint(_ step: Int) -> URL {
        checkpoints.appending(path: FileNames.checkpoint(step: step), directoryHint: .isDirectory)
    }

    /// SHA-256 of each file of a checkpoint, but for the one that holds the time.
    func hashes(_ step: Int) throws -> [String: String] {
        let data = try Data(contentsOf: checkpoint(step).appending(path: FileNames.manifest))
        let manifest = try JSONDecoder().decode(CheckpointManifest.self, from: data)
        let files = manifest.files.filter { $0.name != FileNames.progress }
        return Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.sha256) })
    }

    func events() throws -> [TrainEvent] { try EventLog.read(url.appending(path: FileNames.events)) }
}
