import Activations
import Engine
import Failures
import Foundation
import Records
import Testing
import Training

/// One SAE of several that cannot go on.
@Suite struct DroppedJobTests {
    /// Its weights leave float32's range in the first step, and so its loss is not finite in the second.
    private static let poisoned = TrainingFixture("poisoned", .paper, .standard) { $0.optimizer.learningRate = 1e38 }

    private struct Drop: Equatable {
        var job: String
        var kind: Failure.Kind
    }

    private func trainer(
        _ fixtures: [TrainingFixture], in folder: URL?, names: [String],
        watch: @escaping (TrainEvent) throws -> TrainerDecision = { _ in .more },
        dropped: ((TrainingJob, Failure) throws -> Void)?
    ) -> Trainer {
        let engine = ComputeEngine(threads: 2)
        let stream = MatrixStream(TrainingFixture.activations(engine), context: 20, engine: engine)
        let source = MixingSource(stream: stream, plan: MixingPlan(fixtures[0].config), engine: engine)
        let jobs = zip(names, fixtures).map {
            TrainingJob(name: $0, config: $1.config, width: TrainingFixture.width, engine: engine)
        }
        return Trainer(jobs: jobs, source: source, folder: folder, jobFolders: true, watch: watch, dropped: dropped)
    }

    @Test func `is dropped, and the others end in the bytes that they have without it`() throws {
        let with = try TemporaryFolder(), without = try TemporaryFolder()
        var drops: [Drop] = [], steps: [String: Int] = [:]
        let three = trainer(
            [.orthogonal, Self.poisoned, .topk], in: with.url, names: ["a", "bad", "b"],
            watch: {
                steps[$0.job, default: 0] += 1
                return .more
            }, dropped: { drops.append(Drop(job: $0.name, kind: $1.kind)) })
        #expect(try three.run() == .finished)
        #expect(drops == [Drop(job: "bad", kind: .failed)])
        #expect(three.jobs.map(\.name) == ["a", "b"])
        #expect(steps["a"] == 40 && steps["b"] == 40 && (steps["bad"] ?? 0) < 5)
        #expect(try trainer([.orthogonal, .topk], in: without.url, names: ["a", "b"], dropped: nil).run() == .finished)
        #expect(try with.hashes(40) == without.hashes(40))
    }

    @Test func `is not in later checkpoints, from which the others go on`() throws {
        let parts = try TemporaryFolder(), whole = try TemporaryFolder()
        let names = ["a", "bad", "b"], fixtures = [TrainingFixture.orthogonal, Self.poisoned, .topk]
        let stop = TrainingFixture.stop(after: 17)
        let first = trainer(fixtures, in: parts.url, names: names, watch: stop, dropped: { _, _ in })
        #expect(try first.run() == .stopped)
        let second = trainer([.orthogonal, .topk], in: parts.url, names: ["a", "b"], dropped: nil)
        try second.restore(from: parts.checkpoint(17))
        #expect(try second.run() == .finished)
        _ = try trainer(fixtures, in: whole.url, names: names, dropped: { _, _ in }).run()
        #expect(try parts.hashes(40) == whole.hashes(40))
    }

    @Test func `is the end where no other is left, or where nobody takes its failure`() throws {
        #expect(try trainer([Self.poisoned], in: nil, names: ["bad"], dropped: { _, _ in }).run() == .allDropped)
        #expect(throws: Failure.self) {
            try trainer([.topk, Self.poisoned], in: nil, names: ["a", "bad"], dropped: nil).run()
        }
    }

    @Test func `leaves the time of each SAE alone`() throws {
        let both = trainer([.orthogonal, .topk], in: nil, names: ["a", "b"], dropped: nil)
        _ = try both.run()
        let alone = both.jobs.map(both.secondsAlone)
        #expect(alone.allSatisfy { $0 > 0 && $0 < both.seconds })
        // What they share is in each.
        #expect(alone.reduce(0, +) >= both.seconds)
    }
}
