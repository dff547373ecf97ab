import Autoencoders
import Engine
import Records
import TestSupport
import Testing

/// `competition.nesting`: a pair counts by how far the rarer latent is nested in the commoner one.
@Suite struct NestingTests {
    private static let cases: [(RandomCase, LatentPath)] = {
        let names = ["priced relu", "priced relu free rows", "priced batchtopk", "priced jumprelu step", "priced topk"]
        return ((try? GoldenSteps.load())?.cases ?? []).filter { names.contains($0.name) }.flatMap { golden in
            [(Float(1), Float(0)), (2, 0), (1, 1), (2, 0.5)].flatMap { power, chance in
                var golden = golden
                (golden.config.nesting, golden.config.chance) = (power, chance)
                // So few tokens that the rule looks at all of them.
                let one = RandomCase(golden: golden, tokens: 37, width: 19, latents: 131)
                return LatentPath.allCases.map { (one, $0) }
            }
        }
    }()

    @Test(arguments: cases)
    func `both paths equal the plain twin`(one: RandomCase, path: LatentPath) throws {
        var plain = PlainStep<Double>(run: one.run, weights: one.golden.stepWeights)
        plain.dead = one.dead
        plain.previousToken = one.previousToken
        let parameters = PlainStep<Double>.Parameters(one.parameters(), width: one.width)
        plain.advance(parameters, PlainStep<Double>.rows(one.batch(0), columns: one.width))
        plain.step = 1
        let second = PlainStep<Double>.rows(one.batch(1), columns: one.width)
        let terms = plain.terms(parameters, second), (gradients, _) = plain.gradients(parameters, second)
        let fast = try TwinTests.run(one, path, threads: 2)
        for (name, numbers) in gradients.named() {
            let error = relativeError(fast.gradients[name] ?? [], numbers)
            #expect(error <= 2e-6, "\(name): \(error)")
        }
        #expect(abs(fast.report.total - (terms["total"] ?? .nan)) <= 2e-6 * abs(terms["total"] ?? 0))
        // It is another term than without.
        var golden = one.golden
        (golden.config.nesting, golden.config.chance) = (0, 0)
        let without = RandomCase(golden: golden, tokens: one.tokens, width: one.width, latents: one.latents)
        let other = try TwinTests.run(without, path, threads: 2)
        #expect(fast.report.competition < 0.9 * other.report.competition && fast.report.competition > 0)
    }

    @Test func `a set knows how often two fire together`() {
        let engine = ComputeEngine(threads: 2)
        var random = CounterRandom(seed: 9)
        // More tokens than a word has bits, and not a whole number of words.
        let dense = (0..<131 * 40).map { _ in random.below(3) == 0 ? random.uniform() + 0.1 : 0 }
        let f = Matrix(rows: 131, columns: 40, elements: dense), order = ColumnOrder(columns: 40)
        engine.orderByColumn(SparseLatents(rows: 131, columns: 40, elements: dense), into: order)
        let sparse = FiringSets(), other = FiringSets()
        engine.fireSets(order, rows: 131, into: sparse)
        engine.fireSets(f, into: other)
        for i in 0..<40 {
            let own = (0..<131).count { dense[$0 * 40 + i] > 0 }
            #expect(sparse.count(of: i) == own && other.count(of: i) == own)
            for j in 0..<40 {
                let both = (0..<131).count { dense[$0 * 40 + i] > 0 && dense[$0 * 40 + j] > 0 }
                #expect(sparse.common(i, j) == both && other.common(i, j) == both)
                #expect(sparse.share(of: i, in: j) == Float(both) / Float(own))
            }
        }
        // A smaller batch after a larger one leaves nothing behind.
        engine.fireSets(Matrix(rows: 1, columns: 40), into: sparse)
        #expect((0..<40).allSatisfy { sparse.count(of: $0) == 0 && sparse.share(of: $0, in: 3) == 0 })
    }
}
