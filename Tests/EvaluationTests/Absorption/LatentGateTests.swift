import Autoencoders
import Engine
import Evaluation
import Records
import Testing

/// SAEs made by hand in which every figure of the gates is known: an instrument is proved before it is read.
@Suite struct LatentGateTests {
    let engine = ComputeEngine(threads: 2)

    /// Words as rows: four classes of so many words each, and the latents that fire on each.
    struct World {
        static let classes = 4, words = 50
        static var rows: Int { classes * words }
        /// d: a direction for each class, then room for others.
        static let width = 12
        static func one(_ row: Int) -> Int { row / words }

        static var properties: RowProperties {
            var properties = RowProperties(count: classes + 1)
            // The fifth property is no class: every second word has it.
            for row in 0..<rows { properties.append([one(row)] + (row % 2 == 0 ? [classes] : [])) }
            return properties
        }

        /// `a[row][latent]`, and each latent's decoder row.
        var activations: (_ row: Int, _ latent: Int) -> Float
        var decoder: [[Float]]

        func latents() -> SparseLatents {
            let count = decoder.count
            let dense = Matrix(
                rows: World.rows, columns: count,
                elements: (0..<World.rows).flatMap { row in (0..<count).map { activations(row, $0) } })
            let latents = SparseLatents(columns: count)
            latents.append(dense)
            return latents
        }

        /// Scored are all rows; each has its class' direction once.
        func figures(_ engine: ComputeEngine, purity: FiringCounts? = nil) -> LatentGateFigures {
            let latents = latents(), counts = engine.firingCounts(latents, World.properties)
            func unit(_ at: Int) -> [Float] { (0..<World.width).map { $0 == at ? 1 : 0 } }
            let directions = Matrix(
                rows: World.classes, columns: World.width, elements: (0..<World.classes).flatMap { unit($0).map { $0 * 3 } })
            let rows = Matrix(
                rows: World.rows, columns: World.width, elements: (0..<World.rows).flatMap { unit(World.one($0)) })
            return LatentGateFigures(
                LatentGateInputs(
                    choosing: counts, testing: counts, purity: purity, scored: latents,
                    classes: (0..<World.rows).map(World.one),
                    projections: ProbeProjections(
                        directions: directions,
                        decoder: Matrix(rows: decoder.count, columns: World.width, elements: decoder.flatMap(\.self)),
                        rows: rows, engine: engine)),
                counts: { _ in true }, engine: engine)
        }
    }

    private static func direction(_ parts: [Int: Float]) -> [Float] {
        (0..<World.width).map { parts[$0] ?? 0 }
    }

    private static let letters = (0..<World.classes).map { direction([$0: 1]) }

    @Test func `high: a latent for each class and nothing absorbed`() {
        let world = World(activations: { World.one($0) == $1 ? 1 : 0 }, decoder: Self.letters)
        let figures = world.figures(engine)
        #expect(figures.bestF1 == 1 && figures.recall == 1)
        #expect(figures.classes.map(\.latent.latent) == [0, 1, 2, 3])
        #expect(figures.fullAbsorption == 0 && figures.fraction == 0 && figures.audited == 0)
        #expect(figures.medianCosine == nil && figures.rows.scored == 200)
        // No latent tells the fifth property: the best is right on 25 of 50 firings, and misses 75 rows.
        #expect(abs(figures.others[0].f1 - 2 * 25.0 / (50 + 100)) < 1e-12)
        #expect(figures.gate(isBaseline: true) == .fewPureAbsorbers)
        #expect(figures.gate(isBaseline: false) == .passed)
    }

    @Test func `high: pure children absorb their parent on two words in five`() {
        // Latents 4 to 7 are children: on 20 of a class' 50 words they fire alone, their rows half the parent's.
        let half = Float(0.5).squareRoot()
        let children = (0..<World.classes).map { Self.direction([$0: half, World.classes + $0: half]) }
        let world = World(
            activations: { row, latent in
                let isChilds = row % World.words < 20
                if latent < World.classes { return World.one(row) == latent && !isChilds ? 1 : 0 }
                return World.one(row) == latent - World.classes && isChilds ? 1 / half : 0
            }, decoder: Self.letters + children)
        let figures = world.figures(engine)
        #expect(figures.classes.map(\.latent.latent) == [0, 1, 2, 3])
        #expect(abs(figures.bestF1 - 0.75) < 1e-12 && abs(figures.recall - 0.6) < 1e-12)
        #expect(abs(figures.fullAbsorption - 0.4) < 1e-12 && abs(figures.fraction - 0.4) < 1e-12)
        #expect(abs(figures.audited - 0.4) < 1e-12)
        #expect(abs((figures.medianCosine ?? 0) - Double(half)) < 1e-6 && figures.medianPurity == 1)
        #expect(figures.rows == (200, 80, 80))
        #expect(figures.gate(isBaseline: true) == .passed)
    }

    @Test func `what is counted but impure, or leans on another direction, is not audited`() {
        // As above, but the absorber is one latent for all classes: a quarter of its firings are a class' own.
        let one = World(
            activations: { row, latent in
                let isChilds = row % World.words < 20
                return latent == World.classes ? (isChilds ? 2 : 0) : World.one(row) == latent && !isChilds ? 1 : 0
            }, decoder: Self.letters + [Self.direction([0: 0.5, 1: 0.5, 2: 0.5, 3: 0.5])])
        let impure = one.figures(engine)
        #expect(abs(impure.fullAbsorption - 0.4) < 1e-12 && impure.audited == 0)
        #expect(impure.medianPurity == 0.25 && abs((impure.medianCosine ?? 0) - 0.5) < 1e-6)
        // Pure, but its row leans on the class' direction by 0.2 only, with an activation that makes up for it.
        let rest = Float(1 - 0.04).squareRoot()
        let far = (0..<World.classes).map { Self.direction([$0: 0.2, World.classes + $0: rest]) }
        let away = World(
            activations: { row, latent in
                let isChilds = row % World.words < 20
                if latent < World.classes { return World.one(row) == latent && !isChilds ? 1 : 0 }
                return World.one(row) == latent - World.classes && isChilds ? 3 : 0
            }, decoder: Self.letters + far
        ).figures(engine)
        #expect(abs(away.fullAbsorption - 0.4) < 1e-12 && away.audited == 0)
        #expect(away.medianPurity == 1 && abs((away.medianCosine ?? 0) - 0.2) < 1e-6)
    }

    @Test func `low: without a latent for the class what is counted is no absorption`() {
        // A latent for each pair of words across all classes, each with some of every direction.
        let world = World(
            activations: { row, latent in row % World.words == latent ? 2 : 0 },
            decoder: (0..<World.words).map { _ in Self.direction([0: 0.5, 1: 0.5, 2: 0.5, 3: 0.5]) })
        let figures = world.figures(engine)
        // The best fires once in the class and thrice elsewhere: F1 2/(4 + 50).
        #expect(abs(figures.bestF1 - 2.0 / 54) < 1e-12)
        #expect(figures.fullAbsorption == 0.98 && figures.audited == 0)
        #expect(figures.gate(isBaseline: true) == .noLetterLatent)
        #expect(figures.gate(isBaseline: true).label == "no letter latent: not an absorption measurement")
    }

    @Test func `chance: latents that know nothing are chosen on one set and found out on another`() {
        var random = CounterRandom(seed: 5)
        func noise() -> FiringCounts {
            let latents = SparseLatents(columns: 300)
            latents.append(
                Matrix(
                    rows: World.rows, columns: 300,
                    elements: (0..<World.rows * 300).map { _ in random.below(10) == 0 ? 1 : 0 }))
            return engine.firingCounts(latents, World.properties)
        }
        let choosing = noise(), testing = noise()
        let best = (0..<World.classes).map { BestLatent(of: $0, choosing: choosing, testing: testing) }
        // A tenth of the rows fires, a quarter has the class: chance is 2 · 0.025/(0.1 + 0.25) = 0.14.
        #expect(best.allSatisfy { $0.chosenF1 > 0.22 })
        let mean = best.reduce(0) { $0 + $1.f1 } / Double(best.count)
        #expect(abs(mean - 0.143) < 0.06, "\(mean)")
        // One that always fires has the F1 of the class' rate: 2p/(1 + p).
        let always = World(activations: { _, _ in 1 }, decoder: [Self.letters[0]]).figures(engine)
        #expect(always.classes.allSatisfy { abs($0.latent.f1 - 2 * 0.25 / 1.25) < 1e-12 && $0.recall == 1 })
    }

    @Test func `an SAE of which nothing fires has figures nevertheless`() {
        let figures = World(activations: { _, _ in 0 }, decoder: Self.letters).figures(engine)
        #expect(figures.bestF1 == 0 && figures.recall == 0 && figures.fullAbsorption == 0)
        #expect(figures.classes.allSatisfy { $0.latent.latent == nil })
        #expect(figures.gate(isBaseline: true) == .noLetterLatent)
    }

    @Test func `purity is read from the rows that are given for it`() {
        let half = Float(0.5).squareRoot()
        let world = World(
            activations: { row, latent in
                let isChilds = row % World.words < 20
                return latent == 1 ? (World.one(row) == 0 && isChilds ? 1 / half : 0) : World.one(row) == 0 && !isChilds ? 1 : 0
            }, decoder: [Self.letters[0], Self.direction([0: half, 4: half])])
        #expect(world.figures(engine).classes[0].auditedCount == 20)
        // On other rows the absorber fires on everything.
        let all = SparseLatents(columns: 2)
        all.append(Matrix(rows: World.rows, columns: 2, elements: (0..<World.rows).flatMap { _ in [Float(0), 1] }))
        let elsewhere = engine.firingCounts(all, World.properties)
        #expect(world.figures(engine, purity: elsewhere).classes[0].auditedCount == 0)
    }

    @Test func `the evaluation gives them beside SAEBench's figures, which stay`() throws {
        let world = AbsorptionWorldTests.World(), e = 4
        let result = try world.result(absorbed: [e])
        #expect(result.fraction.mean == 1.0 / 40 / 26)
        let gates = result.gates
        #expect(gates.counted.count == 26 && gates.classes[e].latent.latent == e)
        // The letter's latent misses one of 40 words.
        #expect(abs(gates.classes[e].latent.f1 - 78.0 / 79) < 1e-12 && gates.classes[e].auditedCount == 1)
        #expect(gates.bestF1 > 0.99 && gates.rows == (1040, 1, 1))
        // Words of the world are all small letters.
        #expect(gates.others.map(\.rows) == [0, 0, 0, 0, 0, 0])
    }

    @Test func `properties of words are those of the definition`() {
        func of(_ word: String) -> [String] { WordProperty.allCases.filter { $0.holds(of: word) }.map(\.name) }
        #expect(of(" cats") == ["-s"] && of("gas") == [] && of("news") == ["-s"])
        #expect(of(" walked") == ["-ed"] && of("shed") == [] && of("sheed") == ["-ed"])
        #expect(of("ringing") == ["-ing"] && of(" king") == [] && of(" slowly") == ["-ly"])
        #expect(of(" Paris") == ["-s", "capital initial"] && of("I") == ["capital initial"])
        #expect(of(" USA") == ["all capitals"] && of("McDonald") == ["capital initial"] && of("iPhone") == [])
    }

    /// Against the dense meaning, row by row.
    @Test func `firings are counted by property`() {
        var random = CounterRandom(seed: 9)
        let rows = 37, columns = 11
        let a = (0..<rows * columns).map { _ in random.below(3) == 0 ? Float(1) : 0 }
        let latents = SparseLatents(columns: columns)
        latents.append(Matrix(rows: rows, columns: columns, elements: a))
        var properties = RowProperties(count: 64)
        for row in 0..<rows { properties.append([row % 3, 60 + row % 4]) }
        let counts = engine.firingCounts(latents, properties)
        for latent in 0..<columns {
            func firings(_ wanted: (Int) -> Bool) -> Int {
                (0..<rows).count { a[$0 * columns + latent] > 0 && wanted($0) }
            }
            #expect(counts.firing[latent] == firings { _ in true })
            for property in 0..<64 {
                #expect(counts.firing(latent, where: property) == firings { properties.has(property, row: $0) })
            }
        }
        #expect(counts.having[63] == 9 && counts.having[5] == 0 && counts.rows == rows)
        var twice = counts
        twice += counts
        #expect(twice.firing(3, where: 1) == 2 * counts.firing(3, where: 1) && twice.having[0] == 26)
    }
}
