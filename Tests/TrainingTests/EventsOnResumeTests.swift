import Failures
import Foundation
import Records
import Testing
import Training

/// What a resume does with the events of a run: it removes those that come again, and nothing that it cannot read.
@Suite struct EventsOnResumeTests {
    /// A run of 17 steps, and its file of events.
    static func stopped() throws -> (folder: TemporaryFolder, events: URL) {
        let folder = try TemporaryFolder()
        _ = try TrainingFixture.topk.trainer(in: folder.url, watch: TrainingFixture.stop(after: 17)).run()
        return (folder, folder.url.appending(path: FileNames.events))
    }

    static func resume(_ folder: TemporaryFolder) throws -> [String] {
        let trainer = TrainingFixture.topk.trainer(in: folder.url)
        try trainer.restore(from: folder.checkpoint(17))
        return trainer.notes
    }

    @Test func `a damaged line stays and is said, a cut-off last one goes`() throws {
        let (folder, events) = try EventsOnResumeTests.stopped()
        let whole = try Data(contentsOf: events)
        var damaged = whole
        damaged[0] = UInt8(ascii: "X")
        try (damaged + Data("{\"alpha\":0.".utf8)).write(to: events)
        let notes = try EventsOnResumeTests.resume(folder)
        #expect(try Data(contentsOf: events) == damaged)
        #expect(notes.count == 1 && notes[0].contains("events.jsonl:1"), "\(notes)")
    }

    @Test func `events that come again are removed from around a damaged line`() throws {
        let (folder, events) = try EventsOnResumeTests.stopped()
        let whole = try Data(contentsOf: events)
        let later = Data("{\"step\":17}\n".utf8), odd = Data("not an event\n".utf8)
        try (whole + later + odd + later).write(to: events)
        #expect(try EventsOnResumeTests.resume(folder).count == 1)
        #expect(try Data(contentsOf: events) == whole + odd)
    }

    @Test func `nothing to remove: the file is not touched, and a missing one is said`() throws {
        let (folder, events) = try EventsOnResumeTests.stopped()
        let whole = try Data(contentsOf: events)
        #expect(try EventsOnResumeTests.resume(folder).isEmpty)
        #expect(try Data(contentsOf: events) == whole)
        try FileManager.default.removeItem(at: events)
        #expect(try EventsOnResumeTests.resume(folder).first?.contains("no such file") == true)
    }

    @Test func `a link is not followed`() throws {
        let (folder, events) = try EventsOnResumeTests.stopped()
        let target = folder.url.appending(path: "elsewhere")
        let text = try Data(contentsOf: events) + Data("{\"step\":40}\n".utf8)
        try text.write(to: target)
        try FileManager.default.removeItem(at: events)
        try FileManager.default.createSymbolicLink(at: events, withDestinationURL: target)
        let failure = CheckpointTests.failure { _ = try EventsOnResumeTests.resume(folder) }
        #expect(failure?.kind == .badData && failure?.place?.hasSuffix(FileNames.events) == true)
        #expect(try Data(contentsOf: target) == text)
    }

    /// Sizes, names and times are the same; only the bytes differ.
    @Test(arguments: [0, 5_000_000, 19_999_999])
    func `a file of other bytes is refused by name`(at: Int) throws {
        let folder = try TemporaryFolder(), file = folder.url.appending(path: "text.jsonl")
        var bytes = Data(repeating: UInt8(ascii: "a"), count: 20_000_000)
        try bytes.write(to: file)
        func trainer(_ watch: @escaping (TrainEvent, RunInputFiles) throws -> TrainerDecision = { _, _ in .more }) throws -> Trainer {
            let inputs = try RunInputFiles([(.corpus, file.path())])
            let trainer = TrainingFixture.topk.trainer(in: folder.url) { try watch($0, inputs) }
            trainer.inputs = inputs
            return trainer
        }
        // Waits at its last step until the whole file is hashed.
        _ = try trainer { event, inputs in
            guard event.step + 1 == 17 else { return .more }
            while !inputs.areHashed { usleep(2_000) }
            return .stop
        }.run()
        try trainer().restore(from: folder.checkpoint(17))
        bytes[at] = UInt8(ascii: "b")
        try bytes.write(to: file)
        let failure = CheckpointTests.failure { try trainer().restore(from: folder.checkpoint(17)) }
        #expect(failure?.kind == .badData && failure?.place == file.path(), "\(failure?.description ?? "taken")")
    }
}
