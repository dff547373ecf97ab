package import Engine

/// What is to be fitted on one data set.
package struct ProbeSettings: Sendable {
    package var seed: UInt32 = 42
    /// Numbers of columns of the k-sparse probes.
    package var ks = [1, 2, 5]
    var full = AdamWProbe()

    package init(seed: UInt32 = 42, ks: [Int] = [1, 2, 5]) {
        self.seed = seed
        self.ks = ks
    }
}

/// The pooled features of a data set's texts, class after class.
package struct PooledDataset {
    var train: SparseLatents
    var test: SparseLatents
    /// Where each text's row is; nil: in their order.
    var trainRows: [Int32]?
    var testRows: [Int32]?
    /// Texts of each class in `train` and in `test`.
    var trainCounts: [Int]
    var testCounts: [Int]

    package init(
        train: SparseLatents, test: SparseLatents, trainRows: [Int32]? = nil, testRows: [Int32]? = nil,
        trainCounts: [Int], testCounts: [Int]
    ) {
        precondition(
            train.rows == trainCounts.reduce(0, +) && test.rows == testCounts.reduce(0, +),
            "\(train.rows) and \(test.rows) rows for \(trainCounts) and \(testCounts) texts")
        self.train = train
        self.test = test
        self.trainRows = trainRows
        self.testRows = testRows
        self.trainCounts = trainCounts
        self.testCounts = testCounts
    }
}

/// The test accuracies of one side (the model's channels or an SAE's latents) on one data set. `[class]`
package struct ProbeFigures: Sendable, Equatable, Codable {
    /// Of the probe on all columns; nil where it was not asked for.
    package var full: [Double]?
    /// For each k in order.
    package var sparse: [[Double]]
    /// Of each full probe.
    package var epochs: [Int]
    /// The one column of each class's probe with k = 1; nil where that was not asked for. `[class]`
    package var best: [Int]?
}

/// The sequence of calls of one data set: which draws come in which order.
package struct ProbeCalls {
    let settings: ProbeSettings
    let plan: SamplePlan?
    /// Advances as PyTorch's generator does in the reference, also where a plan says which texts to take.
    private(set) var random: MersenneTwister
    private var call = 0

    package init(_ settings: ProbeSettings, plan: SamplePlan?) {
        self.settings = settings
        self.plan = plan
        random = MersenneTwister(seed: settings.seed)
    }

    /// Fits all probes of one side. The model's side comes first; a copy of the calls after it serves each SAE.
    ///
    /// - Parameter progress: is told the share that is done, probe by probe. What it throws ends the run.
    package mutating func run(
        _ data: PooledDataset, full: Bool, engine: ComputeEngine, progress: (Double) throws -> Void = { _ in }
    ) throws -> ProbeFigures {
        var figures = ProbeFigures(full: nil, sparse: [], epochs: [])
        let all = Double(data.trainCounts.count * (settings.ks.count + (full ? 1 : 0)))
        var done = 0.0
        if full {
            var accuracies: [Double] = []
            for group in data.trainCounts.indices {
                let (train, test) = examples(group, data)
                let outcome = settings.full.train(train, test: test, random: &random, engine: engine)
                accuracies.append(outcome.bestAccuracy)
                figures.epochs.append(outcome.epochs)
                done += 1
                try progress(done / all)
            }
            figures.full = accuracies
        } else if plan != nil {
            call += 2 * data.trainCounts.count
        }
        for k in settings.ks {
            var accuracies: [Double] = [], columns: [Int] = []
            for group in data.trainCounts.indices {
                let (train, test) = examples(group, data)
                let probe = SparseProbe.fit(k, train: train, test: test, engine: engine)
                accuracies.append(probe.accuracy)
                columns += probe.columns
                done += 1
                try progress(done / all)
            }
            figures.sparse.append(accuracies)
            if k == 1 { figures.best = columns }
        }
        return figures
    }

    private mutating func examples(
        _ group: Int, _ data: PooledDataset
    ) -> (train: AdamWProbe.Examples, test: AdamWProbe.Examples) {
        let train = choices(group, data.trainCounts), test = choices(group, data.testCounts)
        return (
            ProbeTask.examples(
                train, of: group, counts: data.trainCounts, features: data.train, places: data.trainRows),
            ProbeTask.examples(
                test, of: group, counts: data.testCounts, features: data.test, places: data.testRows)
        )
    }

    private mutating func choices(_ group: Int, _ counts: [Int]) -> [TextChoice] {
        let drawn = ProbeTask.draw(group, counts: counts, random: &random)
        defer { call += 1 }
        return plan?.choices(call) ?? drawn
    }
}
