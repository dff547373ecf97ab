import Autoencoders
import Engine
import Records
import Testing

/// The fast step against the plain twin at sizes that fill no vector and several blocks, on both paths.
@Suite struct TwinTests {
    static let cases: [(RandomCase, LatentPath)] = ((try? GoldenSteps.load())?.cases ?? []).flatMap { golden in
        let one = RandomCase(golden: golden, tokens: 37, width: 19, latents: 131)
        return LatentPath.allCases.map { (one, $0) }
    }

    static func run(
        _ one: RandomCase, _ path: LatentPath?, threads: Int, batches: Int = 2, isa: Kernels.ISA? = nil
    ) throws -> (gradients: [String: [Double]], report: StepReport, touched: [Bool]) {
        let engine = ComputeEngine(threads: threads, isa: isa)
        let config = one.run
        var golden = one.golden
        golden.parameters = one.parameters()
        let autoencoder = golden.autoencoder(config.sae, width: one.width)
        let step = AutoencoderStep(autoencoder: autoencoder, config: config, batchCapacity: one.tokens, engine: engine)
        step.forcedPath = path
        let gradients = Gradients(for: autoencoder)
        var report = StepReport()
        for number in 0..<batches {
            let x = Matrix(rows: one.tokens, columns: one.width, elements: one.batch(number).map { Float($0) })
            report = try step.run(
                x, previousToken: one.previousToken, weights: golden.stepWeights, dead: LatentMarks(one.dead), into: gradients)
        }
        return (gradients.named(), report, gradients.touched.toArray())
    }

    @Test(arguments: TwinTests.cases)
    func `both paths equal the plain twin`(one: RandomCase, path: LatentPath) throws {
        var plain = PlainStep<Double>(run: one.run, weights: one.golden.stepWeights)
        plain.dead = one.dead
        plain.previousToken = one.previousToken
        let parameters = PlainStep<Double>.Parameters(one.parameters(), width: one.width)
        let first = PlainStep<Double>.rows(one.batch(0), columns: one.width)
        let second = PlainStep<Double>.rows(one.batch(1), columns: one.width)
        plain.advance(parameters, first)
        plain.step = 1
        let terms = plain.terms(parameters, second)
        let (gradients, touched) = plain.gradients(parameters, second)
        let fast = try TwinTests.run(one, path, threads: 2)
        // float32 against float64: chains of sums of up to 131 terms, each rounded to 6e-8. The worst seen is 4e-7.
        let tolerance = 2e-6
        for (name, numbers) in gradients.named() {
            let error = relativeError(fast.gradients[name] ?? [], numbers)
            #expect(error <= tolerance, "\(name): \(error)")
        }
        #expect(abs(fast.report.total - (terms["total"] ?? .nan)) <= tolerance * abs(terms["total"] ?? 0))
        #expect(fast.touched == touched)
        #expect(fast.report.path == path)
    }

    @Test(arguments: TwinTests.cases)
    func `the bits do not depend on the thread count`(one: RandomCase, path: LatentPath) throws {
        let runs = try [1, 2, 7].map { try TwinTests.run(one, path, threads: $0) }
        for other in runs.dropFirst() {
            #expect(other.gradients == runs[0].gradients)
            #expect(other.report == runs[0].report)
            #expect(other.touched == runs[0].touched)
        }
    }

    @Test(arguments: Kernels.available)
    func `every instruction set gives the same step`(isa: Kernels.ISA) throws {
        for (one, path) in TwinTests.cases where ["jumprelu competition", "priced"].contains(where: one.golden.name.hasPrefix) {
            let here = try TwinTests.run(one, path, threads: 1, isa: isa)
            let best = try TwinTests.run(one, path, threads: 1)
            for (name, numbers) in best.gradients {
                #expect(relativeError(here.gradients[name] ?? [], numbers) <= 2e-5, "\(name)")
            }
        }
    }

    @Test func `the share of firing latents decides the path`() throws {
        let golden = try #require(try GoldenSteps.load().cases.first { $0.name == "topk dictionary_learning" })
        // 7 of 131 are sparse; 7 of 40 are not.
        #expect(
            try TwinTests.run(RandomCase(golden: golden, tokens: 37, width: 19, latents: 131), nil, threads: 1).report
                .path == .sparse)
        #expect(
            try TwinTests.run(RandomCase(golden: golden, tokens: 37, width: 19, latents: 40), nil, threads: 1).report
                .path == .dense)
    }
}
