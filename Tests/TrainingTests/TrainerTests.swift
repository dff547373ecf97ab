import Activations
import Engine
import Failures
import Foundation
import Records
import Testing
import Training

@Suite struct TrainerTests {
    /// Four SAEs on one source.
    static func together(_ fixtures: [TrainingFixture], in folder: URL?) -> Trainer {
        let engine = ComputeEngine(threads: 2)
        let stream = MatrixStream(TrainingFixture.activations(engine), context: 20, engine: engine)
        let source = MixingSource(stream: stream, plan: MixingPlan(fixtures[0].config), engine: engine)
        let jobs = fixtures.enumerated().map { number, fixture in
            TrainingJob(name: "job\(number)", config: fixture.config, width: TrainingFixture.width, engine: engine)
        }
        return Trainer(jobs: jobs, source: source, folder: folder)
    }

    @Test func `several SAEs in one pass are the SAEs of separate runs, resumed or not`() throws {
        let all = TrainingFixture.all
        let folder = try TemporaryFolder()
        let first = TrainerTests.together(all, in: folder.url)
        #expect(try first.run() == .finished)
        for (number, fixture) in all.enumerated() {
            let alone = try TemporaryFolder()
            _ = try fixture.trainer(in: alone.url).run()
            let own = try alone.hashes(40), shared = try folder.hashes(40)
            for name in [FileNames.weights, FileNames.optimizer, FileNames.step, FileNames.deadLatents] {
                #expect(own[name] == shared["job\(number)/\(name)"], "\(fixture) \(name)")
            }
            let events = try EventLog.read(folder.url.appending(path: "job\(number)").appending(path: FileNames.events))
            #expect(events.map(\.losses) == (try alone.events()).map(\.losses))
        }
        let second = TrainerTests.together(all, in: folder.url)
        try second.restore(from: folder.checkpoint(40))
        #expect(second.step == 40)
        let fewer = TrainerTests.together([all[0], all[1]], in: folder.url)
        #expect(CheckpointTests.failure { try fewer.restore(from: folder.checkpoint(40)) }?.kind == .usage)
    }

    @Test func `events tell what happened, at their intervals`() throws {
        let folder = try TemporaryFolder()
        var watched: [TrainEvent] = []
        _ = try TrainingFixture.orthogonal.trainer(in: folder.url) {
            watched.append($0)
            return .more
        }.run()
        #expect(watched.map(\.step) == Array(0..<40))
        let events = try folder.events()
        // Every third step, the last, and every fifth where there are competition statistics: not while latents are
        // dense and the term is off.
        let counted = watched.filter { $0.competition != nil }.map(\.step)
        #expect(Set(counted).isSuperset(of: [15, 20, 25, 30, 35, 39]) && counted.allSatisfy { $0 % 5 == 0 || $0 == 39 })
        #expect(events.map(\.step) == (0..<40).filter { $0 % 3 == 0 || counted.contains($0) || $0 == 39 })
        for event in events {
            let losses = event.losses
            let sum = losses.reconstruction + losses.sparsity + losses.competition + losses.temporal + losses.auxiliary
            #expect(abs(losses.total - sum) <= 1e-12 * losses.total)
            #expect(event.tokens == 16 * (event.step + 1))
            let phase: TrainPhase =
                switch event.step {
                case ..<4: .reconstruction
                case ..<12: .sparsity
                case ..<30: .competition
                default: .all
                }
            #expect(event.phase == phase)
            #expect(event.gradientNorm > 0 && event.aliveFraction > 0 && event.aliveWindow == event.tokens)
        }
        #expect(events.contains { $0.losses.competition > 0 } && events.contains { $0.losses.temporal > 0 })
        #expect(events.contains { ($0.competition?.pairs ?? 0) > 0 })
        #expect(events.last!.losses.reconstruction < events.first!.losses.reconstruction)
    }

    @Test func `an event survives its line`() throws {
        let folder = try TemporaryFolder()
        var last: TrainEvent?
        _ = try TrainingFixture.topk.trainer(in: folder.url) {
            last = $0
            return .more
        }.run()
        #expect(try folder.events().last?.withoutTimes == last?.withoutTimes)
    }

    @Test func `a run without a folder writes nothing`() throws {
        let trainer = TrainingFixture.jumprelu.trainer(in: nil)
        #expect(try trainer.run() == .finished)
        #expect(trainer.tokens == 640)
    }
}
