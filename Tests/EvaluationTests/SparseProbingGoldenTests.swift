import Files
import Engine
import Evaluation
import Failures
import Foundation
import TensorFiles
import TestSupport
import Testing

/// SAEBench 0.6.0 on 400 + 100 headlines of each of four kinds, the ReLU SAE. The features are transformers' and SAELens';
/// the accuracies and the plan are SAEBench's.
@Suite struct SparseProbingGoldenTests {
    private struct Result: Decodable {
        let per_class: [String: [String: Double]]
        func accuracies(_ name: String) throws -> [Double] {
            try ["0", "1", "2", "3"].map { try #require(per_class[name]?[$0]) }
        }
    }

    private static let engine = ComputeEngine(threads: 1)
    private static func url(_ name: String) -> URL { Goldens.url("saebench/sparse_probing/\(name)") }

    private static func golden() throws -> Result {
        let all = try JSONDecoder().decode([String: [String: Result]].self, from: Data(contentsOf: url("results.json")))
        return try #require(all["standard"]?["ag_news"])
    }

    private static func data(_ side: String) throws -> PooledDataset {
        let file = try SafetensorsFile(url("ag_news.safetensors"))
        func features(_ split: String, _ rows: Int) throws -> SparseLatents {
            guard side == "sae" else {
                let all = SparseLatents(columns: 256)
                all.append(try file.matrix("llm_\(split)", shape: [rows, 256]))
                return all
            }
            let mask = try file.bytes("sae_\(split)_mask"), bytesPerRow = mask.count / rows
            let columns = (0..<rows).map { row in
                (0..<8 * bytesPerRow).filter { mask[row * bytesPerRow + $0 / 8] >> ($0 % 8) & 1 == 1 }
            }
            let counts = columns.map(\.count), entries = counts.reduce(0, +)
            let all = SparseLatents(columns: 8 * bytesPerRow)
            all.append(
                counts: counts, columns: columns.flatMap { $0.map(Int32.init) },
                values: try file.matrix("sae_\(split)_values", shape: [entries]).toArray())
            return all
        }
        return PooledDataset(
            train: try features("train", 1600), test: try features("test", 400),
            trainCounts: [400, 400, 400, 400], testCounts: [100, 100, 100, 100])
    }

    /// Accuracies are counts of 200 test texts: a difference of one text is 0.005, so 0.002 is none.
    private static func compare(_ figures: ProbeFigures, _ side: String, _ golden: Result) throws {
        let full = try #require(figures.full)
        #expect(full.count == 4 && figures.sparse.map(\.count) == [4, 4, 4])
        for (ours, theirs) in zip(full, try golden.accuracies("\(side)_test_accuracy")) {
            #expect(abs(ours - theirs) <= 0.002, "full \(side): \(full), epochs \(figures.epochs)")
        }
        for (accuracies, k) in zip(figures.sparse, [1, 2, 5]) {
            for (ours, theirs) in zip(accuracies, try golden.accuracies("\(side)_top_\(k)_test_accuracy")) {
                #expect(abs(ours - theirs) <= 0.002, "k = \(k), \(side): \(accuracies)")
            }
        }
    }

    @Test func `with the reference's plan every probe's accuracy is SAEBench's`() throws {
        let plan = try SamplePlan(file: Self.url("ag_news.plan.json")), golden = try Self.golden()
        var calls = ProbeCalls(ProbeSettings(), plan: plan)
        try Self.compare(calls.run(try Self.data("llm"), full: true, engine: Self.engine), "llm", golden)
        try Self.compare(calls.run(try Self.data("sae"), full: true, engine: Self.engine), "sae", golden)
    }

    /// Torch's generator is drawn from in SAEBench's order, initialisations and epochs included: the texts come out as
    /// in the plan, and so do the accuracies.
    @Test func `without a plan the same seed draws the same texts`() throws {
        var planned = ProbeCalls(ProbeSettings(), plan: try SamplePlan(file: Self.url("ag_news.plan.json")))
        var drawn = ProbeCalls(ProbeSettings(), plan: nil)
        for side in ["llm", "sae"] {
            let data = try Self.data(side)
            #expect(
                try drawn.run(data, full: true, engine: Self.engine) == planned.run(data, full: true, engine: Self.engine))
        }
        var other = ProbeCalls(ProbeSettings(seed: 43), plan: nil), first = ProbeCalls(ProbeSettings(), plan: nil)
        let data = try Self.data("llm")
        #expect(try other.run(data, full: true, engine: Self.engine) != first.run(data, full: true, engine: Self.engine))
    }

    @Test func `a plan is checked against the data set`() throws {
        let plan = try SamplePlan(file: Self.url("ag_news.plan.json"))
        let (train, test) = ([400, 400, 400, 400], [100, 100, 100, 100])
        try plan.check(classes: ["0", "1", "2", "3"], train: train, test: test, kinds: 8)
        for (classes, train, kinds) in [
            (["1", "0", "2", "3"], train, 8), (["0", "1", "2", "3"], [400, 400, 400, 399], 8),
            (["0", "1", "2", "3"], train, 6),
        ] {
            let failure = try #require(
                try failure { try plan.check(classes: classes, train: train, test: test, kinds: kinds) })
            #expect(failure.kind == .badData && failure.place?.hasSuffix("ag_news.plan.json") == true)
        }
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "plan.json")
            #expect(try failure { try SamplePlan(file: file) }?.kind == .missingInput)
            try Data("{\"classes\": []".utf8).write(to: file)
            #expect(try failure { try SamplePlan(file: file) }?.kind == .badData)
        }
    }
}
