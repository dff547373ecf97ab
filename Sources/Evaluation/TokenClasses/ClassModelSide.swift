package import Engine

/// What holds of the classes whichever SAE is looked at: their share of the activations' variance, how well a probe
/// tells them, their directions, and the rows that are scored for absorption.
package final class ClassModelSide {
    /// One class, as the model has it.
    package struct Class: Sendable, Equatable {
        /// Its property's number in the rows that were given.
        package let number: Int
        /// Rows that test, and the class' share of them.
        package let rows: Int
        package let rate: Double
        /// ρ(1 − ρ)‖δ‖² over the variance of all coordinates, on the rows that choose: ρ the class' share of them, δ the
        /// difference of its mean to the others'.
        package let varianceShare: Double
        /// On the rows that test.
        package let probeF1: Double

        /// F1 of calling every row the class': 2ρ/(1 + ρ). What a latent that always fires has.
        package var alwaysF1: Double { 2 * rate / (1 + rate) }
    }

    /// The rows of activations as they were given.
    let choosing: ClassRows, testing: ClassRows
    /// In the order of their numbers. C.
    package let classes: [Class]
    /// Numbers of the classes that are too rare to say anything, or that every row is in.
    package let leftOut: [Int]
    /// Of `classes`, renumbered.
    let choosingProperties: RowProperties, testingProperties: RowProperties
    /// δ of each class. `[C, d]`
    let directions: Matrix
    /// Rows that test and are scored, class by class: a row that is in two classes may stand here twice.
    let scored: [(place: Int, row: Int32)]
    /// Their activations without the mean of the rows that choose. `[m, d]`
    let centred: Matrix

    /// - Parameters:
    ///   - choosing: the rows on which latents, directions and thresholds are chosen.
    ///   - testing: those on which all is reported.
    ///   - progress: what it throws ends the work.
    package init(
        choosing: ClassRows, testing: ClassRows, settings: TokenClassSettings, engine: ComputeEngine,
        progress: (Double) throws -> Void
    ) rethrows {
        self.choosing = choosing
        self.testing = testing
        let numbers = 0..<choosing.properties.count
        let kept = numbers.filter { number in
            [choosing, testing].allSatisfy { rows in
                let own = rows.rows(with: number).count
                return own >= settings.leastRows && own < rows.count
            }
        }
        leftOut = numbers.filter { !kept.contains($0) }
        choosingProperties = choosing.keeping(kept)
        testingProperties = testing.keeping(kept)
        let moments = Moments(choosing.activations, engine)
        let own = kept.map { choosing.rows(with: $0) }
        let differences = own.map { moments.difference(of: $0, in: choosing.activations, engine) }
        directions = Matrix(
            rows: kept.count, columns: moments.width, elements: differences.flatMap { $0.map { Float($0) } })
        let (z, zTest) = (moments.standardised(choosing.activations, engine), moments.standardised(testing.activations, engine))
        var classes: [Class] = [], scored: [(place: Int, row: Int32)] = []
        for (place, number) in kept.enumerated() {
            try progress(Double(place) / Double(kept.count))
            var random = CounterRandom(seed: settings.seed, stream: 1_000 + UInt64(number))
            let isTests = (0..<testing.count).map { testing.properties.has(number, row: $0) }
            let probe = ClassProbe(
                choosing: z, (0..<choosing.count).map { choosing.properties.has(number, row: $0) }, testing: zTest, isTests,
                settings.probe(rows: choosing.count), using: &random, engine: engine)
            let share = Double(own[place].count) / Double(choosing.count)
            let square = differences[place].reduce(0) { $0 + $1 * $1 }
            let rows = isTests.count { $0 }
            classes.append(
                Class(
                    number: number, rows: rows, rate: Double(rows) / Double(testing.count),
                    varianceShare: moments.variance > 0 ? share * (1 - share) * square / moments.variance : 0,
                    probeF1: probe.figures.f1))
            // As SAEBench scores the words to which its probe gives their letter.
            var called = testing.rows(with: number).filter { probe.calls[Int($0)] }
            random.shuffle(&called)
            scored += called.prefix(settings.mostScored).sorted().map { (place, $0) }
        }
        self.classes = classes
        self.scored = scored
        let chosen = Matrix(rows: scored.count, columns: moments.width)
        engine.gatherRows(testing.activations, scored.map(\.row), into: chosen)
        engine.subtractRow(chosen, moments.mean, into: chosen)
        centred = chosen
    }
}

/// Sums over the rows that choose.
private struct Moments {
    /// Σ x by column.
    let sums: [Double]
    let rows: Int
    /// `[1, d]`
    let mean: Matrix
    /// 1/σ by column; 0 for a column that does not vary. `[1, d]`
    let factors: Matrix
    /// Σ over columns of their variance.
    let variance: Double

    var width: Int { sums.count }

    init(_ x: Matrix, _ engine: ComputeEngine) {
        let n = Double(max(1, x.rows)), sums = engine.columnSums(x)
        let mean = Matrix(rows: 1, columns: x.columns, elements: sums.map { Float($0 / n) })
        let centred = Matrix(rows: x.rows, columns: x.columns)
        engine.subtractRow(x, mean, into: centred)
        let variances = engine.columnSquaredSums(centred).map { $0 / n }
        self.sums = sums
        self.mean = mean
        rows = x.rows
        variance = variances.reduce(0, +)
        factors = Matrix(
            rows: 1, columns: x.columns, elements: variances.map { $0 > 0 ? Float(1 / $0.squareRoot()) : 0 })
    }

    /// The mean of some rows less the mean of the others.
    func difference(of own: [Int32], in x: Matrix, _ engine: ComputeEngine) -> [Double] {
        let part = Matrix(rows: own.count, columns: width)
        engine.gatherRows(x, own, into: part)
        let (n, others) = (Double(max(1, own.count)), Double(max(1, rows - own.count)))
        return zip(engine.columnSums(part), sums).map { $0 / n - ($1 - $0) / others }
    }

    /// Columns of mean 0 and variance 1.
    func standardised(_ x: Matrix, _ engine: ComputeEngine) -> Matrix {
        let z = Matrix(rows: x.rows, columns: x.columns)
        engine.subtractRow(x, mean, into: z)
        engine.scaleColumns(z, by: factors, into: z)
        return z
    }
}
