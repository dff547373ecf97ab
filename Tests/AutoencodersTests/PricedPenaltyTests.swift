import Autoencoders
import Engine
import Failures
import Foundation
import Records
import TestSupport
import Testing

/// The priced term: its sample, its state and what it reports. Its gradients are in the golden, the twin and their tests.
@Suite struct PricedPenaltyTests {
    /// A step of 37 tokens, 131 latents and width 19, from one of the golden's cases with other settings.
    private struct Run {
        let one: RandomCase
        let step: AutoencoderStep
        let autoencoder: Autoencoder
        let gradients: Gradients
        var weights: StepWeights

        init(_ name: String, _ change: (inout PricedConfig) -> Void = { _ in }) throws {
            let found = try GoldenSteps.load().cases.first { $0.name == name }
            var golden = try #require(found)
            one = RandomCase(golden: golden, tokens: 37, width: 19, latents: 131)
            golden.parameters = one.parameters()
            var config = one.run
            change(&config.competition.priced)
            let engine = ComputeEngine(threads: 1)
            autoencoder = golden.autoencoder(config.sae, width: 19)
            step = AutoencoderStep(autoencoder: autoencoder, config: config, batchCapacity: 37, engine: engine)
            gradients = Gradients(for: autoencoder)
            weights = golden.stepWeights
        }

        @discardableResult
        func run(_ number: Int = 0, path: LatentPath? = .sparse) throws -> StepReport {
            step.forcedPath = path
            let x = Matrix(rows: 37, columns: 19, elements: one.batch(number).map { Float($0) })
            return try step.run(x, weights: weights, dead: LatentMarks(one.dead), into: gradients)
        }
    }

    @Test(arguments: ["priced relu", "priced jumprelu step"], LatentPath.allCases)
    func `a sample of the tokens gives the whole term on average`(name: String, path: LatentPath) throws {
        let whole = try Run(name), sampled = try Run(name) { $0.sample = 5 }
        let expected = try whole.run(path: path), goal = whole.gradients.decoder.toArray()
        #expect(expected.priced?.tokens == 37)
        // The same batch again and again: rates stay as they are, and every step draws other tokens.
        let times = 300
        var sum = [Double](repeating: 0, count: goal.count), squares = sum, losses: [Double] = []
        for _ in 0..<times {
            let report = try sampled.run(path: path)
            #expect(report.priced?.tokens == 5)
            losses.append(report.competition)
            for (at, number) in sampled.gradients.decoder.toArray().enumerated() {
                let difference = Double(number - goal[at])
                sum[at] += difference
                squares[at] += difference * difference
            }
        }
        let n = Double(times)
        // Each entry's mean lies within its standard error: the mean of z² is 1 over many entries, which are not
        // independent of each other.
        let z = sum.indices.filter { squares[$0] > 1e-9 * n }.map { at in
            let mean = sum[at] / n, variance = squares[at] / n - mean * mean
            return mean * mean / (variance / n)
        }
        let average = z.reduce(0, +) / Double(z.count)
        #expect(z.count > 500 && average > 0.4 && average < 2, "\(average) over \(z.count)")
        let mean = losses.reduce(0, +) / n
        let deviation = (losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n).squareRoot()
        #expect(abs(mean - expected.competition) < 4 * deviation / n.squareRoot() && deviation > 0)
    }

    @Test func `the sample is the seed's and the step's, and no other batch's`() throws {
        let first = try Run("priced relu") { $0.sample = 5 }, second = try Run("priced relu") { $0.sample = 5 }
        let a = try first.run(), b = try second.run()
        #expect(a == b && a.competition > 0)
        let next = try first.run()
        #expect(next.competition != a.competition)
        #expect(try second.run().competition == next.competition)
    }

    @Test func `how many tokens are looked at follows from counts alone`() {
        func size(_ counts: [Int], _ latents: Int, _ wanted: Int = 0) -> Int {
            PricedSample.size(counts, latents: latents, wanted: wanted)
        }
        // The paper's shape: a sixteenth of the encoder product.
        #expect(size([Int](repeating: 100, count: 2048), 16_384) == 79)
        #expect(size([Int](repeating: 40, count: 2048), 16_384) == 364)
        #expect(size([Int](repeating: 11, count: 2048), 16_384) == 2048)
        // Half of the latents firing costs no more: of each token 256 are drawn.
        #expect(size([Int](repeating: 8192, count: 2048), 16_384) == 14)
        // Small worlds: every token.
        #expect(size([Int](repeating: 5, count: 512), 160) == 512)
        #expect(size([Int](repeating: 80, count: 512), 160) == 29)
        #expect(size([], 160) == 0 && size([1000], 16) == 1)
        #expect(size([3, 3, 3], 16, 2) == 2 && size([3, 3, 3], 16, 9) == 3)
        // No token's chance depends on its own count.
        #expect(size([300, 1, 1, 1], 4) == size([1, 1, 300, 1], 4))
    }

    @Test func `more entries than are looked at are estimated`() throws {
        // 300 latents in the plane, of which 270 fire on each of 3 tokens and some of the others on one or two.
        var config = RunConfig()
        config.sae.latents = 300
        config.competition.coefficient = .priced
        config.l1.weight = 1
        config.data.batch = 3
        let engine = ComputeEngine(threads: 1), autoencoder = Autoencoder(configuration: config.sae, width: 2)
        autoencoder.initialise(config.start, seed: 1, engine: engine)
        autoencoder.encoderBias.assign((0..<300).map { $0 % 10 == 0 ? -0.01 : 9 + Float($0 % 7) })
        let step = AutoencoderStep(autoencoder: autoencoder, config: config, batchCapacity: 3, engine: engine)
        let gradients = Gradients(for: autoencoder)
        var weights = StepWeights()
        (weights.sparsity, weights.rho) = (1, 1)
        let x = Matrix(rows: 3, columns: 2, elements: [0, 0, 0.1, 0, 0, 0.1])
        _ = try step.run(x, weights: weights, into: gradients)
        let rows = autoencoder.decoder.toArray()
        func cosine(_ i: Int, _ j: Int) -> Double {
            Double(rows[2 * i]) * Double(rows[2 * j]) + Double(rows[2 * i + 1]) * Double(rows[2 * j + 1])
        }
        let encoder = autoencoder.encoder.toArray(), bias = autoencoder.encoderBias.toArray()
        let inputs: [[Double]] = [[0, 0], [0.1, 0], [0, 0.1]]
        let f = inputs.map { x in
            (0..<300).map { max(0, x[0] * Double(encoder[2 * $0]) + x[1] * Double(encoder[2 * $0 + 1]) + Double(bias[$0])) }
        }
        let count = (0..<300).map { i in f.count { $0[i] > 0 } }
        var expected = 0.0
        for row in f {
            for i in 0..<300 where row[i] > 0 {
                for j in 0..<300 where row[j] > 0 && count[i] < count[j] {
                    let c = max(0, cosine(i, j))
                    expected += row[i] * c * c / 3
                }
            }
        }
        #expect(f.allSatisfy { $0.count { $0 > 0 } >= 270 } && expected > 0)
        let losses = try (0..<200).map { _ in try step.run(x, weights: weights, into: gradients).competition }
        let mean = losses.reduce(0, +) / 200
        let deviation = (losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 200).squareRoot()
        // The estimates scatter about the whole sum.
        #expect(abs(mean - expected) <= 4 * deviation / 200.0.squareRoot(), "\(mean), \(expected)")
        #expect(deviation > 1e-3 * expected)
    }

    @Test func `figures are those of the pairs`() throws {
        let run = try Run("priced relu")
        let report = try run.run(), figures = try #require(report.priced)
        #expect(figures.price == Double(run.weights.sparsity) && figures.rho == Double(run.weights.rho))
        #expect(figures.balance == 1 / (2 * Double(run.weights.rho)))
        #expect(figures.pairs > 100 && figures.mixing > 0 && figures.leaning > figures.mixing && figures.leaning < 1.6)
        #expect(report.competingPairs == 0 && report.competition > 0 && report.others.isEmpty)
        let topk = try Run("priced topk")
        #expect((try topk.run().priced?.price ?? 0) > 0)
        #expect(try Run("orthogonal").run().priced == nil)
    }

    @Test func `before its start the term is nothing, but its rates are followed`() throws {
        var waiting = try Run("priced batchtopk")
        let acting = try Run("priced batchtopk")
        waiting.weights.rho = 0
        let report = try waiting.run(0)
        try acting.run(0)
        #expect(report.competition == 0 && report.priced?.tokens == 0 && (report.priced?.price ?? 0) > 0)
        waiting.weights.rho = acting.weights.rho
        #expect(try waiting.run(1) == acting.run(1))
        #expect(waiting.gradients.named() == acting.gradients.named())
    }

    @Test func `a step that fails leaves rates and price as they were`() throws {
        let failing = try Run("priced batchtopk"), steady = try Run("priced batchtopk")
        for run in [failing, steady] { try run.run(0) }
        let bias = failing.autoencoder.decoderBias.toArray()
        failing.autoencoder.decoderBias.assign([Float](repeating: 3e38, count: 19))
        #expect(throws: Failure.self) { try failing.run(1) }
        failing.autoencoder.decoderBias.assign(bias)
        let a = try failing.step.saveState(), b = try steady.step.saveState()
        #expect(a.json == b.json && a.tensors.map { $0.matrix.toArray() } == b.tensors.map { $0.matrix.toArray() })
    }

    @Test(arguments: [
        ("priced.batches", "-1"), ("priced.batches", "0.5"), ("priced.batches", "null"), ("priced.price", "1e300"),
        ("priced.price", "\"dear\""),
    ])
    func `a number that no step writes is refused`(key: String, value: String) throws {
        let run = try Run("priced batchtopk")
        try run.run()
        let saved = try run.step.saveState()
        var members = try #require(try JSONSerialization.jsonObject(with: saved.json) as? [String: Any])
        #expect(members[key] != nil)
        members[key] = nil
        let rest = try JSONSerialization.data(withJSONObject: members)
        let text = "{\"\(key)\":\(value)," + String(decoding: rest.dropFirst(), as: UTF8.self)
        let found = try failure { try run.step.restore(json: Data(text.utf8), tensors: saved.tensors) }
        #expect(found?.kind == .badData && found?.remedy != nil, "\(String(describing: found))")
    }

    @Test(arguments: [Float.nan, -0.5, 1.5])
    func `rates that no step writes are refused`(value: Float) throws {
        let run = try Run("priced batchtopk")
        try run.run()
        let saved = try run.step.saveState()
        #expect(saved.tensors.map(\.name) == ["priced.rates"])
        var rates = saved.tensors[0].matrix.toArray()
        rates[7] = value
        let broken = [(name: "priced.rates", matrix: Matrix(rows: 1, columns: 131, elements: rates))]
        #expect(try failure { try run.step.restore(json: saved.json, tensors: broken) }?.kind == .badData)
        let short = [(name: "priced.rates", matrix: Matrix(rows: 1, columns: 130))]
        #expect(try failure { try run.step.restore(json: saved.json, tensors: short) }?.kind == .badData)
        try run.step.restore(json: saved.json, tensors: saved.tensors)
    }
}
