import Autoencoders
import Engine
import Evaluation
import Testing

/// Classes, latents and absorbers of which every figure is known.
@Suite struct TokenClassFiguresTests {
    let engine = ComputeEngine(threads: 2)

    @Test func `the model's side: rate, variance, probe`() {
        let side = HandMadeClasses.side(engine), one = side.classes[0]
        #expect(side.classes.map(\.number) == [0, 1] && side.leftOut.isEmpty)
        #expect(one.rows == 200 && one.rate == 0.5 && abs(one.alwaysF1 - 2.0 / 3) < 1e-12)
        // δ is 1 along the class and ±1/5 along ten tokens; variance is 1/4 and ten times 0.09.
        #expect(abs(one.varianceShare - 0.25 * 1.4 / 1.15) < 1e-6)
        #expect(one.probeF1 == 1)
        // Half the rows of every token: there is nothing to be found.
        #expect(side.classes[1].varianceShare < 1e-9 && side.classes[1].probeF1 <= side.classes[1].alwaysF1)
    }

    @Test func `high: a latent for the class, nothing absorbed`() {
        let figures = HandMadeClasses.figures(HandMadeClasses.sae(), engine)
        let one = figures.classes[0]
        #expect(one.verdict == .general && one.latent.latent == 0 && one.latent.f1 == 1)
        #expect(figures.classes[1].verdict == .notCounted && figures.general.count == 1)
        #expect(figures.recall == 1 && figures.fullAbsorption == 0 && figures.fraction == 0 && figures.audited == 0)
        #expect(one.absorbed.isEmpty && one.gate?.rows == 200)
        #expect(figures.l0 == 1.5 && figures.alive == 1)
        #expect(abs((figures.explainedVariance ?? 0) - 1) < 1e-6)
    }

    @Test func `high: a member's latent absorbs it, and the member is named`() throws {
        let figures = HandMadeClasses.figures(HandMadeClasses.absorbing(), engine)
        let one = figures.classes[0]
        #expect(one.verdict == .general && one.latent.latent == 0 && abs(one.latent.f1 - 320.0 / 360) < 1e-12)
        for (figure, value) in [
            (figures.recall, 0.8), (figures.fullAbsorption, 0.2), (figures.fraction, 0.2), (figures.audited, 0.2), (figures.pure, 0.2),
        ] { #expect(abs(figure - value) < 1e-12) }
        let absorbed = try #require(one.absorbed.first)
        #expect(one.absorbed.count == 1 && absorbed.member == 0 && absorbed.absorber == 1)
        #expect(absorbed.scored == 40 && absorbed.full == 40 && absorbed.audited == 40 && absorbed.times == 40)
        #expect(abs(absorbed.cosine - 0.6) < 1e-6 && absorbed.purity == 1)
    }

    @Test func `an absorber that fires everywhere is not pure, one that leans on nothing is not audited`() throws {
        // The first member's latent fires on every token: a fifth of the class is counted, by nobody's child.
        let everywhere = HandMadeClasses.sae { encoder, decoder in
            encoder[0][1] = -10
            encoder[1] = encoder[1].indices.map { $0 > 0 && $0 <= 10 ? 1 : 0 }
            decoder[1][0] = 0.6
            decoder[1][1] = 0.8
        }
        let impure = HandMadeClasses.figures(everywhere, engine)
        #expect(abs(impure.fullAbsorption - 0.2) < 1e-12 && impure.pure == 0 && impure.audited == 0)
        // A member's latent whose row leans on the class by 0.25 only, with an activation that makes up for it.
        let far = HandMadeClasses.figures(
            HandMadeClasses.absorbing(lean: 0.25).scaled(1, by: 2, engine), engine)
        #expect(abs(far.fullAbsorption - 0.2) < 1e-12 && abs(far.pure - 0.2) < 1e-12 && far.audited == 0)
    }

    @Test func `low: without a latent for the class nothing is said of absorption`() {
        let figures = HandMadeClasses.figures(
            HandMadeClasses.sae { encoder, _ in encoder[0] = encoder[0].map { _ in 0 } }, engine)
        // The best fires on one token in five of the class.
        #expect(abs(figures.classes[0].latent.f1 - 80.0 / 240) < 1e-12)
        #expect(figures.classes[0].verdict == .noGeneralLatent && figures.general.isEmpty)
        #expect(figures.recall.isNaN && figures.fullAbsorption.isNaN && abs(figures.latentF1 - 1.0 / 3) < 1e-12)
        // A latent that always fires has the class' 2ρ/(1 + ρ), which is above 0.4 and no general latent.
        let always = HandMadeClasses.figures(
            HandMadeClasses.sae { encoder, _ in encoder[0] = encoder[0].indices.map { $0 > 10 ? 0 : 1 } }, engine)
        #expect(abs(always.classes[0].latent.f1 - 2.0 / 3) < 1e-12 && always.classes[0].verdict == .noGeneralLatent)
    }

    @Test func `chance: labels that mean nothing are found by no probe`() {
        var random = CounterRandom(seed: 3)
        func rows() -> ClassRows {
            let labels = (0..<HandMadeClasses.rows).map { _ in random.below(4) == 0 ? [0] : [Int]() }
            return HandMadeClasses.rows { labels[$0] }
        }
        let side = ClassModelSide(choosing: rows(), testing: rows(), settings: HandMadeClasses.settings, engine: engine) { _ in }
        #expect(side.classes.count == 1 && side.leftOut == [1])
        // Chance is 2ρ/(1 + ρ) = 0.4 for the probe, and 1/n for the share of variance in each of ten dimensions.
        #expect(abs(side.classes[0].probeF1 - 0.4) < 0.08, "\(side.classes[0].probeF1)")
        #expect(side.classes[0].varianceShare < 0.01, "\(side.classes[0].varianceShare)")
        for sae in [HandMadeClasses.sae(), HandMadeClasses.absorbing(0..<2)] {
            let figures = TokenClassFigures(of: sae, on: side, settings: HandMadeClasses.settings, engine: engine)
            #expect(figures.classes[0].latent.f1 < 0.4 && figures.classes[0].verdict == .notCounted)
        }
    }

    @Test func `chance: an absorber whose decoder is random is not audited`() {
        let side = HandMadeClasses.side(engine)
        var full = 0.0, audited = 0.0
        for seed in 0..<20 {
            var random = CounterRandom(seed: UInt64(seed))
            let sae = HandMadeClasses.absorbing(0..<2)
            sae.decoder.assign((0..<sae.decoder.count).map { _ in random.uniform() + random.uniform() - 1 })
            engine.normalizeRows(sae.decoder)
            let figures = TokenClassFigures(of: sae, on: side, settings: HandMadeClasses.settings, engine: engine)
            #expect(figures.classes[0].latent.latent == 0)
            full += figures.fullAbsorption / 20
            audited += figures.audited / 20
        }
        // 0.4 of the rows have a silent main latent; with the true rows all of them are counted and audited.
        #expect(full < 0.06 && audited < 0.01, "\(full), \(audited)")
        let true2 = TokenClassFigures(
            of: HandMadeClasses.absorbing(0..<2), on: side, settings: HandMadeClasses.settings, engine: engine)
        #expect(abs(true2.fullAbsorption - 0.4) < 1e-12 && abs(true2.audited - 0.4) < 1e-12)
    }

    @Test func `rare classes are left out, frequent ones are sampled by the seed`() {
        var settings = HandMadeClasses.settings
        settings.mostScored = 30
        let few = TokenClassFigures(
            of: HandMadeClasses.absorbing(), on: HandMadeClasses.side(engine, settings), settings: settings, engine: engine)
        #expect(few.classes[0].gate?.rows == 30)
        settings.seed = 7
        let others = TokenClassFigures(
            of: HandMadeClasses.absorbing(), on: HandMadeClasses.side(engine, settings), settings: settings, engine: engine)
        #expect(others.classes[0].gate != few.classes[0].gate)
        settings.leastRows = 201
        #expect(HandMadeClasses.side(engine, settings).leftOut == [0, 1])
    }

    @Test func `on any threads the same`() {
        let figures = [1, 3].map { HandMadeClasses.figures(HandMadeClasses.absorbing(), ComputeEngine(threads: $0)) }
        #expect(figures[0].classes.map(\.gate) == figures[1].classes.map(\.gate))
        #expect(figures[0].classes.map(\.model) == figures[1].classes.map(\.model))
    }

    @Test func `the threshold is the one of largest F1`() {
        var random = CounterRandom(seed: 1)
        for _ in 0..<50 {
            // Many scores are equal.
            let scores = (0..<40).map { _ in Double(random.below(12)) }, labels = scores.map { Double(random.below(12)) < $0 }
            func f1(_ threshold: Double) -> Double { ClassificationFigures(scores: scores.map { $0 - threshold }, labels: labels).f1 }
            let best = (-1...12).map { f1(Double($0) + 0.5) }.max() ?? 0
            #expect(abs(f1(ClassProbe.threshold(scores, labels)) - best) < 1e-12)
        }
    }
}
