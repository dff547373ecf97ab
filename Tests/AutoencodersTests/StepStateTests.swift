import Autoencoders
import Engine
import Failures
import Foundation
import Records
import TestSupport
import Testing

/// What a step carries from one batch to the next, and what it refuses.
@Suite struct StepStateTests {
    /// A step at 37 tokens, 131 latents, width 19, from one of the golden's cases.
    final class Bench {
        let one: RandomCase
        let step: AutoencoderStep
        let autoencoder: Autoencoder
        let gradients: Gradients
        let engine: ComputeEngine

        init(_ name: String, threads: Int = 2) throws {
            let found = try GoldenSteps.load().cases.first { $0.name == name }
            var golden = try #require(found)
            one = RandomCase(golden: golden, tokens: 37, width: 19, latents: 131)
            golden.parameters = one.parameters()
            engine = ComputeEngine(threads: threads)
            autoencoder = golden.autoencoder(one.run.sae, width: 19)
            step = AutoencoderStep(autoencoder: autoencoder, config: one.run, batchCapacity: 37, engine: engine)
            gradients = Gradients(for: autoencoder)
        }

        @discardableResult
        func run(_ number: Int, path: LatentPath? = nil) throws -> StepReport {
            step.forcedPath = path
            let x = Matrix(rows: 37, columns: 19, elements: one.batch(number).map { Float($0) })
            return try step.run(
                x, previousToken: one.previousToken, weights: one.golden.stepWeights, dead: LatentMarks(one.dead), into: gradients)
        }
    }

    @Test(arguments: [
        "orthogonal", "orthogonal previous token", "jumprelu competition through temporal",
        "orthogonal with chunks and prefixes", "jumprelu with prefixes", "orthogonal, containment through",
        "topk potential", "priced relu", "priced batchtopk saelens", "priced jumprelu target",
        "c2r chunks, every other step", "ortsae priced jumprelu tanh free rows",
    ])
    func `changing the path between batches changes nothing but rounding`(name: String) throws {
        let steady = try Bench(name), changing = try Bench(name)
        let paths: [LatentPath] = [.dense, .sparse, .sparse, .dense, .dense, .sparse, .dense]
        for (number, path) in paths.enumerated() {
            let a = try steady.run(number, path: .sparse), b = try changing.run(number, path: path)
            #expect(abs(a.total - b.total) <= 2e-6 * abs(a.total))
            #expect(abs(a.temporal - b.temporal) <= 2e-6 * abs(a.temporal))
            let hasTemporal = steady.one.golden.weights.temporal > 0
            #expect(number == 0 || name.hasSuffix("token") || !hasTemporal || a.temporal > 0)
            let expected = steady.gradients.named()
            for (key, numbers) in changing.gradients.named() {
                #expect(relativeError(numbers, expected[key] ?? []) <= 2e-6, "\(number) \(key)")
            }
            #expect(steady.gradients.touched.toArray() == changing.gradients.touched.toArray())
        }
    }

    /// A few tokens at which half the latents fire: sparse on the whole, but with more firing pairs than it pays to
    /// list, so the competition term goes by blocks.
    @Test(arguments: [
        "orthogonal", "orthogonal through", "jumprelu competition through temporal", "orthogonal, containment through",
        "jumprelu containment through, free rows",
    ])
    func `crowded tokens in a sparse batch give what a list of pairs would`(name: String) throws {
        let listed = try Bench(name), counted = try Bench(name)
        for number in 0..<2 {
            let numbers = listed.one.batch(number).enumerated().map { $0 < 6 * 19 ? Float(20 * $1) : 0 }
            let x = Matrix(rows: 37, columns: 19, elements: numbers)
            for bench in [listed, counted] { bench.autoencoder.encoderBias.assign([Float](repeating: -0.5, count: 131)) }
            listed.step.forcedPath = .sparse
            let weights = listed.one.golden.stepWeights
            let a = try listed.step.run(x, weights: weights, into: listed.gradients)
            let b = try counted.step.run(x, weights: weights, into: counted.gradients)
            #expect(b.path == .sparse && b.nonzeros * 8 <= 37 * 131 && a.nonzeros == b.nonzeros)
            // The rule of PairListing.pays, with the least number of pairs that so many entries can have.
            let crowd = b.nonzeros / 6
            #expect(6 * crowd * (crowd - 1) / 2 * 64 > 37 * 131 * 65)
            #expect(a.competingPairs == b.competingPairs && b.competingPairs > 100)
            #expect(abs(a.total - b.total) <= 2e-6 * abs(a.total))
            let expected = listed.gradients.named()
            for (key, gradient) in counted.gradients.named() {
                #expect(relativeError(gradient, expected[key] ?? []) <= 2e-6, "\(number) \(key)")
            }
            #expect(listed.gradients.touched.toArray() == counted.gradients.touched.toArray())
        }
    }

    @Test(
        arguments: [
            "orthogonal", "batchtopk saelens", "batchtopk competition temporal", "matryoshka saelens",
            "ortsae chunks, every other step", "orthogonal, potential", "topk potential", "priced relu", "priced topk",
            "priced batchtopk saelens", "priced jumprelu target", "c2r saelens", "ortsae priced batchtopk",
        ], LatentPath.allCases)
    func `a restored step goes on bit for bit`(name: String, path: LatentPath) throws {
        let whole = try Bench(name), first = try Bench(name), second = try Bench(name)
        for number in 0..<2 {
            try whole.run(number, path: path)
            try first.run(number, path: path)
        }
        let saved = try first.step.saveState()
        try second.step.restore(json: saved.json, tensors: saved.tensors)
        #expect(second.autoencoder.batchThreshold == first.autoencoder.batchThreshold)
        for number in 2..<4 {
            #expect(try whole.run(number, path: path) == second.run(number, path: path))
            #expect(whole.gradients.named() == second.gradients.named())
        }
        #expect(try whole.step.saveState().json == second.step.saveState().json)
    }

    @Test func `without the saved latents the temporal term is missing`() throws {
        let whole = try Bench("orthogonal"), other = try Bench("orthogonal")
        try whole.run(0)
        #expect(try whole.run(1).temporal > 0)
        #expect(try other.run(1).temporal == 0)
    }

    @Test func `a state that does not fit is refused`() throws {
        let bench = try Bench("orthogonal")
        try bench.run(0, path: .sparse)
        let saved = try bench.step.saveState()
        #expect(try failure { try bench.step.restore(json: Data("{}".utf8), tensors: []) }?.kind == .badData)
        #expect(
            try failure { try bench.step.restore(json: saved.json, tensors: []) }?.what.contains("previous.counts")
                == true)
        var broken = saved.tensors
        broken[1].matrix = Matrix(rows: 1, columns: broken[1].matrix.columns)
        #expect(try failure { try bench.step.restore(json: saved.json, tensors: broken) }?.kind == .badData)
    }

    /// Every number of a checkpoint's JSON, one at a time, and every tensor.
    @Test(arguments: [
        ("steps", "-1"), ("steps", "9300000000000000000"), ("steps", "1.5"), ("steps", "\"two\""), ("steps", "null"),
        ("batchThreshold", "1e300"), ("batchThreshold", "-2"), ("batchThreshold", "\"0\""),
        ("batchSteps", "-1"), ("batchSteps", "3"), ("batchSteps", "9223372036854775807"),
        ("previous", "\"dense\""), ("previous", "\"other\""), ("previous", "7"), ("previous", "{}"),
    ])
    func `a number that no step writes is refused`(key: String, value: String) throws {
        let bench = try Bench("batchtopk competition temporal")
        for number in 0..<2 { try bench.run(number, path: .sparse) }
        let saved = try bench.step.saveState()
        var members = try #require(
            try JSONSerialization.jsonObject(with: saved.json, options: .fragmentsAllowed) as? [String: Any])
        members[key] = nil
        let rest = try JSONSerialization.data(withJSONObject: members)
        let text = "{\"\(key)\":\(value)," + String(decoding: rest.dropFirst(), as: UTF8.self)
        let found = try failure { try bench.step.restore(json: Data(text.utf8), tensors: saved.tensors) }
        #expect(found?.kind == .badData && found?.remedy != nil, "\(String(describing: found))")
        try bench.step.restore(json: saved.json, tensors: saved.tensors)
    }

    @Test(arguments: [
        ("previous.counts", Float.nan), ("previous.counts", -1), ("previous.counts", 1e30), ("previous.counts", 0.5),
        ("previous.columns", .nan), ("previous.columns", 131), ("previous.columns", -1), ("previous.columns", 0.5),
        ("previous.values", .nan), ("previous.values", .infinity),
    ])
    func `a tensor that no step writes is refused`(name: String, value: Float) throws {
        let bench = try Bench("orthogonal")
        try bench.run(0, path: .sparse)
        var saved = try bench.step.saveState()
        let at = try #require(saved.tensors.firstIndex { $0.name == name })
        var numbers = saved.tensors[at].matrix.toArray()
        numbers[0] = value
        saved.tensors[at].matrix = Matrix(rows: 1, columns: numbers.count, elements: numbers)
        let found = try failure { try bench.step.restore(json: saved.json, tensors: saved.tensors) }
        #expect(found?.kind == .badData, "\(String(describing: found))")
    }

    @Test func `dense latents that no step writes are refused`() throws {
        let bench = try Bench("orthogonal")
        try bench.run(0, path: .dense)
        let saved = try bench.step.saveState()
        #expect(saved.tensors.map(\.name) == ["previous.latents"])
        var numbers = saved.tensors[0].matrix.toArray()
        numbers[3] = .nan
        let broken = [
            Matrix(rows: 37, columns: 131, elements: numbers), Matrix(rows: 38, columns: 131),
            Matrix(rows: 37, columns: 130),
        ]
        for matrix in broken {
            let tensors = [(name: "previous.latents", matrix: matrix)]
            #expect(try failure { try bench.step.restore(json: saved.json, tensors: tensors) }?.kind == .badData)
        }
    }

    /// As versions before the division of the step's state wrote it.
    @Test func `the names in a checkpoint are those of older versions`() throws {
        let bench = try Bench("batchtopk competition temporal")
        try bench.run(0, path: .sparse)
        let saved = try bench.step.saveState()
        let members = try #require(try JSONSerialization.jsonObject(with: saved.json) as? [String: Any])
        #expect(members.keys.sorted() == ["batchSteps", "batchThreshold", "previous", "steps"])
        #expect(saved.tensors.map(\.name) == ["previous.counts", "previous.columns", "previous.values"])
        let plain = try Bench("topk dictionary_learning").step.saveState()
        #expect(String(decoding: plain.json, as: UTF8.self) == "{\"batchSteps\":0,\"batchThreshold\":-1,\"steps\":0}")
        #expect(plain.tensors.isEmpty)
    }

    @Test func `a batch of another size has no previous batch`() throws {
        let bench = try Bench("orthogonal")
        for path in LatentPath.allCases {
            try bench.run(0, path: path)
            let small = Matrix(rows: 20, columns: 19, elements: Array(bench.one.batch(1).map { Float($0) }[..<380]))
            let report = try bench.step.run(small, weights: bench.one.golden.stepWeights, into: bench.gradients)
            #expect(report.temporal == 0 && report.tokens == 20)
            #expect(try bench.run(2, path: path).temporal == 0)
            #expect(try bench.run(3, path: path).temporal > 0)
        }
    }

    @Test(arguments: [Float.nan, .infinity])
    func `an activation that is not finite stops the step and is named`(value: Float) throws {
        let bench = try Bench("topk dictionary_learning")
        let x = Matrix(
            rows: 37, columns: 19,
            elements: bench.one.batch(0).enumerated().map { $0 == 5 * 19 + 3 ? value : Float($1) })
        let found = try failure { try bench.step.run(x, weights: bench.one.golden.stepWeights, into: bench.gradients) }
        #expect(found?.kind == .failed)
        #expect(found?.what.contains("activation 3 of row 5") == true)
        #expect(found?.remedy != nil)
    }

    @Test func `pairing with the token before is refused for shuffled batches`() throws {
        let bench = try Bench("orthogonal previous token")
        let x = Matrix(rows: 37, columns: 19)
        let found = try failure { try bench.step.run(x, weights: bench.one.golden.stepWeights, into: bench.gradients) }
        #expect(found?.kind == .usage && found?.remedy?.contains("data.shuffle") == true)
    }

    @Test func `a loss that is not finite stops the step and is named`() throws {
        let bench = try Bench("standard paper")
        bench.autoencoder.decoderBias.assign([Float](repeating: 3e38, count: 19))
        let found = try failure { try bench.run(0) }
        #expect(
            found?.kind == .failed && found?.what.contains("reconstruction") == true, "\(String(describing: found))")
    }

    @Test func `the report's figures are those of the batch`() throws {
        let bench = try Bench("orthogonal")
        let report = try bench.run(0, path: .sparse)
        let rows = PlainStep<Double>.rows(bench.one.batch(0).map { Double(Float($0)) }, columns: 19)
        let mean = (0..<19).map { j in rows.reduce(0) { $0 + $1[j] } / 37 }
        let variance = rows.reduce(0) { $0 + zip($1, mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
        #expect(abs(report.inputVariance - variance) <= 1e-6 * variance)
        #expect(abs(report.explainedVariance - (1 - report.squaredError / variance)) < 1e-6)
        #expect(bench.step.fired.toArray().count { $0 } > 0)
        #expect(report.l0 == Double(report.nonzeros) / 37)
    }

    @Test(arguments: ["orthogonal", "orthogonal, containment", "orthogonal, potential"], LatentPath.allCases)
    func `competition statistics list what the penalty sees`(name: String, path: LatentPath) throws {
        let bench = try Bench(name)
        let report = try bench.run(0, path: path)
        let threshold = bench.one.golden.stepWeights.competitionThreshold
        let statistics = bench.step.competitionStatistics(threshold: threshold, strongest: 5)
        #expect(statistics.pairs == report.competingPairs && statistics.pairs > 5)
        #expect(abs(statistics.meanCoefficient - report.meanCoefficient) < 1e-6)
        #expect(abs(statistics.meanDotCompeting - report.meanDot) < 1e-6)
        #expect(statistics.histogram.reduce(0, +) >= statistics.pairs)
        #expect(statistics.histogram[Int(threshold * 20)...].reduce(0, +) == statistics.pairs)
        #expect(statistics.strongest.count == 5 && statistics.meanDotRandom > 0)
        let strengths = statistics.strongest.map { $0.coefficient * $0.dot * $0.dot }
        #expect(strengths == strengths.sorted(by: >))

        // c is the run's own, as the twin has it.
        let plain = PlainStep<Double>(run: bench.one.run, weights: bench.one.golden.stepWeights)
        let parameters = PlainStep<Double>.Parameters(bench.one.parameters(), width: 19)
        let held = plain.held(parameters, PlainStep<Double>.rows(bench.one.batch(0), columns: 19))
        for pair in statistics.strongest {
            #expect(abs(Double(pair.coefficient) - held.coefficient[pair.first][pair.second]) < 1e-6)
        }
    }

    /// One token at which 1,600 of 2,048 latents fire: 1.3 million pairs, more than may be listed (2²⁰), though on the
    /// whole so few fire that listing would be less work.
    @Test func `statistics of more pairs than may be listed are counted by blocks, each pair once`() throws {
        var config = RunConfig()
        config.sae.latents = 2048
        config.sae.activation = .relu
        config.competition.weight = 0.01
        config.temporal.weight = 0
        let autoencoder = Autoencoder(configuration: config.sae, width: 4)
        // A latent reads the first channel, or nothing.
        var encoder = [Float](repeating: 0, count: 2048 * 4), decoder = encoder
        for latent in 0..<1600 { encoder[4 * latent] = 1 + Float(latent % 7) / 10 }
        for at in decoder.indices { decoder[at] = Float(at % 5) / 10 }
        autoencoder.encoder.assign(encoder)
        autoencoder.decoder.assign(decoder)
        let engine = ComputeEngine(threads: 2)
        let step = AutoencoderStep(autoencoder: autoencoder, config: config, batchCapacity: 64, engine: engine)
        var numbers = [Float](repeating: -1, count: 64 * 4)
        numbers[0] = 1
        let x = Matrix(rows: 64, columns: 4, elements: numbers)
        let report = try step.run(x, weights: StepWeights(), into: Gradients(for: autoencoder))
        #expect(report.path == .sparse && report.nonzeros == 1600)
        let statistics = step.competitionStatistics(threshold: 0.3, strongest: 3)
        #expect(statistics.pairs == 1600 * 1599 / 2)
        // They fire on the same token alone: c = 1.
        #expect(statistics.histogram.last == statistics.pairs && statistics.histogram.reduce(0, +) == statistics.pairs)
        #expect(abs(statistics.meanCoefficient - 1) < 1e-5 && statistics.strongest.count == 3)
    }

    @Test(arguments: LatentPath.allCases)
    func `a silent latent that is present in x is pushed, and counts as touched`(path: LatentPath) throws {
        let bench = try Bench("orthogonal, potential")
        // The first ten latents never fire; their decoder rows are those of others, turned a little.
        let bias = bench.autoencoder.encoderBias.toArray().enumerated().map { $0 < 10 ? -100 : $1 }
        bench.autoencoder.encoderBias.assign(bias)
        try bench.run(0, path: path)
        let fired = bench.step.fired.toArray(), silent = (0..<131).filter { !fired[$0] }
        #expect(silent.starts(with: 0..<10))
        let marks = bench.gradients.touched.toArray(), touched = silent.filter { marks[$0] }
        #expect(touched.count > 5)
        let decoder = bench.gradients.decoder.toArray(), encoder = bench.gradients.encoder.toArray()
        for i in touched {
            #expect(decoder[i * 19..<(i + 1) * 19].contains { $0 != 0 })
            #expect(encoder[i * 19..<(i + 1) * 19].allSatisfy { $0 == 0 })
        }
        // By the cosine nothing pushes them.
        let cosine = try Bench("orthogonal")
        cosine.autoencoder.encoderBias.assign(bias)
        try cosine.run(0, path: path)
        let others = cosine.gradients.touched.toArray()
        #expect(!silent.contains { others[$0] })
    }
}
