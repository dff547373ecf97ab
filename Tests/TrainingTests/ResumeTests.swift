import Autoencoders
import Engine
import Foundation
import Records
import Testing
import Training

@Suite struct ResumeTests {
    @Test(arguments: TrainingFixture.all)
    func `17 steps, a resume and 23 more end in the same bytes as 40`(fixture: TrainingFixture) throws {
        let whole = try TemporaryFolder(), parts = try TemporaryFolder()
        #expect(try fixture.trainer(in: whole.url).run() == .finished)
        #expect(try fixture.trainer(in: parts.url, watch: TrainingFixture.stop(after: 17)).run() == .stopped)
        let second = fixture.trainer(in: parts.url)
        try second.restore(from: try #require(Checkpoints.latest(in: parts.url)))
        #expect(second.step == 17)
        #expect(try second.run() == .finished)

        #expect(try whole.hashes(40) == parts.hashes(40))
        #expect(try whole.hashes(40)[FileNames.weights] != nil)
        #expect(try whole.events().map(\.withoutTimes) == parts.events().map(\.withoutTimes))
        #expect(second.seconds > 0)
    }

    @Test(arguments: TrainingFixture.all)
    func `a run that died after its checkpoint is resumed to the same bytes and events`(
        fixture: TrainingFixture
    ) throws {
        struct Died: Error {}
        var fixture = fixture
        fixture.config.record.checkpointEvery = 17
        let whole = try TemporaryFolder(), parts = try TemporaryFolder()
        _ = try fixture.trainer(in: whole.url).run()
        #expect(throws: Died.self) {
            try fixture.trainer(in: parts.url) { if $0.step == 25 { throw Died() } else { .more } }.run()
        }
        // What a process leaves that was killed in the middle of a line and of a checkpoint.
        let log = parts.url.appending(path: FileNames.events)
        try (Data(contentsOf: log) + Data("{\"alpha\":0.".utf8)).write(to: log)
        let half = parts.checkpoints.appending(path: "step-25.partial-1-1")
        try FileManager.default.createDirectory(at: half, withIntermediateDirectories: true)

        let second = fixture.trainer(in: parts.url)
        try second.restore(from: try #require(Checkpoints.latest(in: parts.url)))
        #expect(try parts.events().allSatisfy { $0.step < 17 })
        _ = try second.run()
        #expect(try whole.hashes(40) == parts.hashes(40))
        #expect(try whole.events().map(\.withoutTimes) == parts.events().map(\.withoutTimes))
        #expect(!FileManager.default.fileExists(atPath: half.path()))
    }

    @Test(arguments: TrainingFixture.all)
    func `1, 2 and 7 threads give the same bytes`(fixture: TrainingFixture) throws {
        let hashes = try [1, 2, 7].map { threads in
            let folder = try TemporaryFolder()
            let trainer = fixture.large.trainer(
                in: folder.url, threads: threads, watch: TrainingFixture.stop(after: 20))
            #expect(try trainer.run() == .stopped)
            return try folder.hashes(20)
        }
        #expect(hashes[0] == hashes[1])
        #expect(hashes[0] == hashes[2])
    }

    /// The rule for latents without a gradient is one and the same, whichever products compute the step.
    @Test(arguments: [TrainingFixture.orthogonal, .containment, .potential])
    func `dense and sparse products touch the same latents and end in the same weights`(
        fixture: TrainingFixture
    ) throws {
        let jobs = try [LatentPath.dense, .sparse].map { path throws -> TrainingJob in
            let trainer = fixture.trainer(in: nil)
            trainer.jobs[0].step.forcedPath = path
            _ = try trainer.run()
            return trainer.jobs[0]
        }
        #expect(jobs[0].optimizer.lastUpdate.toArray() == jobs[1].optimizer.lastUpdate.toArray())
        let weights = jobs.map { $0.autoencoder.decoder.toArray() }
        let worst = zip(weights[0], weights[1]).map { abs($0 - $1) }.max()!
        // 40 steps of 2e-3 each, in which a gradient near 0 may round to either sign for a step or two.
        #expect(worst <= 1e-5, "\(worst)")
    }

    @Test(arguments: [TrainingFixture.orthogonal, .potential])
    func `looking at the competition does not change a run`(fixture: TrainingFixture) throws {
        let hashes = try [1, 1000].map { interval in
            var fixture = fixture
            fixture.config.record.competitionEvery = interval
            let folder = try TemporaryFolder()
            _ = try fixture.trainer(in: folder.url).run()
            return try folder.hashes(40)
        }
        #expect(hashes[0] == hashes[1])
    }

    @Test func `the seed decides`() throws {
        let hashes = try [5, 6].map { seed in
            var fixture = TrainingFixture.topk
            fixture.config.seed = UInt64(seed)
            let folder = try TemporaryFolder()
            _ = try fixture.trainer(in: folder.url).run()
            return try folder.hashes(40)[FileNames.weights]
        }
        #expect(hashes[0] != hashes[1])
    }
}
