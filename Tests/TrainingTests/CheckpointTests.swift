import Activations
import Engine
import Failures
import Files
import Foundation
import Records
import TensorFiles
import Testing
import Training

@Suite struct CheckpointTests {
    /// A run of ten steps, with its checkpoint.
    static func tenSteps(_ fixture: TrainingFixture = .orthogonal) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        _ = try fixture.trainer(in: folder.url, watch: TrainingFixture.stop(after: 10)).run()
        return folder
    }

    static func failure(_ body: () throws -> Void) -> Failure? {
        do {
            try body()
            return nil
        } catch { return error as? Failure }
    }

    @Test func `the manifest lists every file and the files are what it says`() throws {
        let folder = try CheckpointTests.tenSteps()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.checkpoint(10).path())
        let manifest = try JSONDecoder().decode(
            CheckpointManifest.self, from: Data(contentsOf: folder.checkpoint(10).appending(path: FileNames.manifest)))
        #expect(Set(manifest.files.map(\.name)).union([FileNames.manifest]) == Set(names))
        #expect(manifest.step == 10 && manifest.tokens == 160 && manifest.format == 1)
        #expect(manifest.jobs[0].settings["sae.latents"] == "48")
        for file in manifest.files {
            let data = try Data(contentsOf: folder.checkpoint(10).appending(path: file.name))
            #expect(data.count == file.bytes)
        }
        // Decoder rows are of unit norm in the file.
        let weights = try SafetensorsFile(folder.checkpoint(10).appending(path: FileNames.weights))
        let norms = ComputeEngine(threads: 1).rowSquaredNorms(try weights.matrix("decoder"))
        #expect(norms.allSatisfy { abs($0 - 1) <= 1e-6 })  // ten entries, each rounded twice
    }

    @Test(arguments: [
        FileNames.weights, FileNames.optimizer, FileNames.deadLatents, FileNames.step, FileNames.stepState,
        FileNames.source, FileNames.sourceState, FileNames.progress,
    ])
    func `a file that was changed or is missing is named`(name: String) throws {
        let folder = try CheckpointTests.tenSteps()
        let file = folder.checkpoint(10).appending(path: name)
        var data = try Data(contentsOf: file)
        data[data.count - 2] ^= 1
        try data.write(to: file)
        func resume() -> Failure? {
            CheckpointTests.failure {
                try TrainingFixture.orthogonal.trainer(in: folder.url).restore(from: folder.checkpoint(10))
            }
        }
        #expect(resume()?.kind == .badData)
        #expect(resume()?.place?.hasSuffix(name) == true)
        try FileManager.default.removeItem(at: file)
        #expect(resume()?.kind == .badData)
        #expect(resume()?.place?.hasSuffix(name) == true)
    }

    @Test func `a checkpoint without a manifest is none`() throws {
        let folder = try CheckpointTests.tenSteps()
        try FileManager.default.removeItem(at: folder.checkpoint(10).appending(path: FileNames.manifest))
        #expect(Checkpoints.latest(in: folder.url) == nil)
        let failure = CheckpointTests.failure {
            try TrainingFixture.orthogonal.trainer(in: folder.url).restore(from: folder.checkpoint(10))
        }
        #expect(failure?.kind == .missingInput)
    }

    @Test func `another format is refused`() throws {
        let folder = try CheckpointTests.tenSteps()
        try OmissionTests.edit(folder.checkpoint(10), FileNames.progress) { _ in }
        let file = folder.checkpoint(10).appending(path: FileNames.manifest)
        var manifest = try JSONDecoder().decode(CheckpointManifest.self, from: Data(contentsOf: file))
        manifest.format = 2
        try JSONEncoder().encode(manifest).write(to: file)
        let failure = CheckpointTests.failure {
            try TrainingFixture.orthogonal.trainer(in: folder.url).restore(from: folder.checkpoint(10))
        }
        #expect(failure?.kind == .badData && failure?.what.contains("format 2") == true)
    }

    @Test func `other settings are refused by name, but for those that change nothing`() throws {
        let folder = try CheckpointTests.tenSteps()
        func resume(_ change: (inout RunConfig) -> Void) -> Failure? {
            var fixture = TrainingFixture.orthogonal
            change(&fixture.config)
            return CheckpointTests.failure { try fixture.trainer(in: folder.url).restore(from: folder.checkpoint(10)) }
        }
        let other = resume { $0.competition.weight = 0.25 }
        #expect(other?.kind == .usage)
        #expect(other?.what.contains("competition.weight is 0.25") == true && other?.what.contains("0.5") == true)
        #expect(resume { $0.sae.latents = 47 }?.what.contains("sae.latents") == true)
        #expect(resume { $0.threads = 3; $0.record.keep = 4; $0.record.checkpointEvery = 7 } == nil)
    }

    @Test func `the newest are kept`() throws {
        var fixture = TrainingFixture.topk
        fixture.config.record.checkpointEvery = 6
        fixture.config.record.keep = 2
        let folder = try TemporaryFolder()
        _ = try fixture.trainer(in: folder.url).run()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.checkpoints.path()).sorted()
        #expect(names == ["step-36", "step-40"])
        #expect(Checkpoints.latest(in: folder.url)?.lastPathComponent == "step-40")
    }

    /// At an event of some step, or with room for all of these at the last checkpoint.
    @Test(arguments: [0, 500, 6000, 30_000])
    func `a disk that fills leaves the checkpoint before and nothing of the new one`(room: Int) throws {
        let folder = try CheckpointTests.tenSteps()
        let before = try folder.hashes(10)
        let trainer = TrainingFixture.orthogonal.trainer(in: folder.url)
        try trainer.restore(from: folder.checkpoint(10))
        let failure = CheckpointTests.failure {
            try WriteCalls.$current.withValue(.fullDisk(after: room)) { _ = try trainer.run() }
        }
        #expect(failure?.kind == .io)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.checkpoints.path()) == ["step-10"])
        #expect(try folder.hashes(10) == before)
        // And with room again the same trainer can write: the weights were not lost.
        try trainer.writeCheckpoint()
        let step = trainer.step
        #expect(step > 10 && Checkpoints.latest(in: folder.url)?.lastPathComponent == "step-\(step)")
        let again = TrainingFixture.orthogonal.trainer(in: folder.url)
        try again.restore(from: folder.checkpoint(step))
        #expect(again.step == step)
    }

    @Test func `a run that diverges stops with a reason and keeps the last good checkpoint`() throws {
        var fixture = TrainingFixture.orthogonal
        fixture.config.record.checkpointEvery = 1
        fixture.config.optimizer.learningRate = 1e30
        fixture.config.optimizer.clip = 0
        let folder = try TemporaryFolder()
        let trainer = fixture.trainer(in: folder.url)
        let failure = CheckpointTests.failure { _ = try trainer.run() }
        #expect(failure?.kind == .failed)
        #expect(failure?.description.contains("not finite") == true || failure?.description.contains("loss") == true)
        let latest = try #require(Checkpoints.latest(in: folder.url))
        #expect(latest.lastPathComponent == "step-\(trainer.step)")
    }

    @Test func `when the activations run out the run ends with a checkpoint and says so`() throws {
        let folder = try TemporaryFolder()
        let trainer = CheckpointTests.trainer(withOnly: 100, in: folder.url)
        #expect(try trainer.run() == .ranOut)
        #expect(trainer.step == 6 && trainer.tokens == 96)
        #expect(Checkpoints.latest(in: folder.url)?.lastPathComponent == "step-6")
    }

    @Test func `less than one batch of activations is an error, not an SAE of zeros`() throws {
        let folder = try TemporaryFolder()
        let trainer = CheckpointTests.trainer(withOnly: 15, in: folder.url)
        let failure = CheckpointTests.failure { _ = try trainer.run() }
        #expect(failure?.kind == .badData && failure?.what.contains("batch of 16") == true)
        #expect(Checkpoints.latest(in: folder.url) == nil)
    }

    /// A trainer whose stream ends early.
    static func trainer(withOnly rows: Int, in folder: URL) -> Trainer {
        let engine = ComputeEngine(threads: 1), config = TrainingFixture.topk.config
        let few = Matrix(rows: rows, columns: TrainingFixture.width)
        engine.copyRows(of: TrainingFixture.activations(engine).rows(0..<rows), into: few)
        let source = MixingSource(stream: MatrixStream(few, engine: engine), plan: MixingPlan(config), engine: engine)
        let job = TrainingJob(config: config, width: TrainingFixture.width, engine: engine)
        return Trainer(jobs: [job], source: source, folder: folder)
    }
}
