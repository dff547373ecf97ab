public import Activations
import Autoencoders
import Engine
public import Failures
public import Foundation
public import Records

/// What the one who watches a run wants.
public enum TrainerDecision: Sendable {
    case more
    /// Finish the step, write a checkpoint, end.
    case stop
}

/// How a run ended.
public enum TrainerEnd: Sendable, Equatable {
    /// All steps are done.
    case finished
    /// The watcher asked for it.
    case stopped
    /// The source had no full batch left.
    case ranOut
    /// No SAE is left: every one was dropped.
    case allDropped
}

/// Trains one or several SAEs on the same batches in one pass: order of a step, events, checkpoints.
///
/// Where a folder is given, every job's events go to `events.jsonl` and checkpoints to `checkpoints/step-N/`; each of
/// several jobs then has a folder of its name for its events. Nothing is printed: whoever runs it is told every step
/// by an event, and says whether to go on.
///
/// An SAE that cannot go on (its loss is not finite) ends the run, unless whoever runs it takes the failure: then that
/// SAE alone is dropped, and the others go on as if it had never been there.
public final class Trainer {
    /// Those that train: of the ones it began with, all that were not dropped.
    public private(set) var jobs: [TrainingJob]
    public let source: any ActivationSource
    /// Steps of the whole run.
    public let steps: Int
    /// Steps done.
    public private(set) var step = 0
    /// Activations trained on.
    public private(set) var tokens = 0
    /// What the run reads, told by content, where whoever runs it has said so: checkpoints keep it, and `restore` holds
    /// it against theirs.
    public var inputs: RunInputFiles?
    /// The command that goes on with the run from its folder, for the sentence of a GPU that fails.
    public var continuation: String?
    /// What a person should know of a `restore`: sentences.
    public private(set) var notes: [String] = []
    /// Seconds of training before a resume.
    private var secondsBefore = 0.0
    private let folder: URL?
    private let record: RecordConfig
    private let batch: ActivationBatch
    private let watch: (TrainEvent) throws -> TrainerDecision
    private let dropped: ((TrainingJob, Failure) throws -> Void)?
    /// Whether each job has a folder of its name.
    private let hasJobFolders: Bool
    /// Seconds of each job's own part of the steps, by name; dropped jobs' too.
    private(set) var jobSeconds: [String: Double]
    private var lastCheckpoint: Int?
    private var clock = StepClock()

    /// - Parameters:
    ///   - jobs: at least one, of different names, with the same settings of data. How often something is
    ///     recorded is the first one's setting.
    ///   - folder: the run folder, which exists; nil: nothing is written.
    ///   - jobFolders: whether each job has a folder of its name; nil: where there are several.
    ///   - watch: is told of every step of every job, in order; what it throws ends the run.
    ///   - dropped: takes the failure of a job's step, after which the others go on without it; what it throws ends the
    ///     run. nil: a failure ends the run.
    public init(
        jobs: [TrainingJob], source: any ActivationSource, folder: URL? = nil, jobFolders: Bool? = nil,
        watch: @escaping (TrainEvent) throws -> TrainerDecision = { _ in .more },
        dropped: ((TrainingJob, Failure) throws -> Void)? = nil
    ) {
        precondition(!jobs.isEmpty && Set(jobs.map(\.name)).count == jobs.count, "jobs \(jobs.map(\.name))")
        let first = jobs[0].config
        precondition(
            jobs.allSatisfy { $0.config.data == first.data }, "jobs that train together have the same settings of data")
        precondition(
            jobs.allSatisfy { $0.autoencoder.width == source.width },
            "activations of width \(source.width) for SAEs of \(jobs.map(\.autoencoder.width))")
        self.jobs = jobs
        self.source = source
        self.folder = folder
        self.watch = watch
        self.dropped = dropped
        hasJobFolders = jobFolders ?? (jobs.count > 1)
        jobSeconds = Dictionary(uniqueKeysWithValues: jobs.map { ($0.name, 0) })
        record = first.record
        steps = first.steps
        batch = ActivationBatch(size: first.data.batch, width: source.width)
    }

    /// Trains until the end, or until the watcher says stop, or until the source has no batch left. Writes a
    /// checkpoint at the set interval and at the end, whichever end it is.
    ///
    /// - Throws: `Failure(.failed)` when a loss is not finite, `.badData` when the source has not one batch, `.io` when
    ///   something cannot be written, and what source and watcher throw. The last good checkpoint is then still there.
    public func run() throws -> TrainerEnd {
        clock.start()
        // Those of an earlier attempt that came to no checkpoint.
        if step == 0 { for job in jobs { try eventLog(of: job)?.remove() } }
        inputs?.hashInBackground()
        defer { tellWhereabouts(nil) }
        var end = TrainerEnd.finished
        while step < steps {
            tellWhereabouts(step)
            guard try source.next(into: batch) else {
                guard step > 0 else {
                    throw Failure(
                        .badData, "there are not enough activations for one batch of \(batch.rows.rows)",
                        remedy: "give more text, or lower data.batch")
                }
                end = .ranOut
                break
            }
            if step == 0 { for job in jobs { job.initialise(firstBatch: batch.rows, inputScale: source.inputScale) } }
            let stops = try trainStep()
            if jobs.isEmpty { return .allDropped }
            if stops && step < steps {
                end = .stopped
                break
            }
            if record.checkpointEvery > 0 && step % record.checkpointEvery == 0 { try writeCheckpoint() }
        }
        if step > 0 { try writeCheckpoint() }
        return end
    }

    /// What a failing GPU's sentence says of the run; nil: the steps are over.
    private func tellWhereabouts(_ step: Int?) {
        guard let engine = jobs.first?.engine else { return }
        let recovery =
            if let lastCheckpoint {
                "resume from \(FileNames.checkpoints)/\(FileNames.checkpoint(step: lastCheckpoint))"
                    + (continuation.map { ": \($0)" } ?? "")
            } else {
                "there is no checkpoint: start the run anew"
            }
        if let step {
            engine.tell(whereabouts: "step \(step)", recovery: "nothing of step \(step) was kept; \(recovery)")
        } else {
            engine.tell(whereabouts: "", recovery: recovery)
        }
    }

    /// One step of every job. Returns whether the watcher wants to stop.
    private func trainStep() throws -> Bool {
        var stops = false
        let t = step
        try inputs?.check()
        let outcomes = try trainJobs(at: t)
        tokens += batch.rows.rows
        step += 1
        clock.tick(tokens: batch.rows.rows)
        let isLast = step == steps
        let writesLine = t % record.eventEvery == 0 || isLast
        let countsPairs = t % record.competitionEvery == 0 || isLast
        for (job, outcome) in zip(jobs, outcomes) {
            let event = job.event(
                outcome, at: t, tokens: tokens, modelTokens: source.modelTokens,
                competition: countsPairs ? job.competitionRecord(outcome, at: t) : nil, seconds: seconds,
                tokensPerSecond: clock.tokensPerSecond)
            if writesLine || event.competition != nil {
                do {
                    try eventLog(of: job)?.append(event)
                } catch let failure as Failure where failure.kind == .failed {
                    guard let dropped else { throw failure }
                    jobs.removeAll { $0 === job }
                    try dropped(job, failure)
                    continue
                }
            }
            if try watch(event) == .stop { stops = true }
        }
        if writesLine { clock.lap() }
        return stops
    }

    /// Trains step t of each job; those that fail are gone from `jobs` afterwards.
    private func trainJobs(at t: Int) throws -> [TrainingJob.Outcome] {
        var outcomes: [TrainingJob.Outcome] = []
        for job in jobs {
            let begin = ContinuousClock.now
            do {
                outcomes.append(try job.train(batch, at: t))
            } catch let failure as Failure {
                guard let dropped else { throw failure }
                jobs.removeAll { $0 === job }
                try dropped(job, failure)
            }
            jobSeconds[job.name, default: 0] += StepClock.seconds(from: begin)
        }
        return outcomes
    }

    /// Writes `checkpoints/step-N/` for the steps done so far, unless this run has just written it, and removes older
    /// ones than the newest `record.keep`. Throws `.io`; what was there before is then still there.
    public func writeCheckpoint() throws {
        guard let folder, lastCheckpoint != step else { return }
        for job in jobs { try eventLog(of: job)?.synchronize() }
        let checkpoints = folder.appending(path: FileNames.checkpoints)
        try CheckpointWriter.write(self, seconds: seconds, into: checkpoints, keep: record.keep)
        lastCheckpoint = step
    }

    /// Continues from a checkpoint folder of the same run, bit for bit. Call before `run`, on a trainer made anew from
    /// the same settings and a source over the same data. Removes the events that were written after the checkpoint.
    ///
    /// - Throws: `Failure(.badData)` naming the file that is missing or changed, `.usage` naming the setting that
    ///   differs.
    public func restore(from checkpoint: URL) throws {
        notes = try CheckpointReader(checkpoint).restore(self)
        // A checkpoint of the run's own need not be written again.
        let place = folder?.appending(path: FileNames.checkpoints).appending(path: FileNames.checkpoint(step: step))
        lastCheckpoint = place?.standardizedFileURL.path() == checkpoint.standardizedFileURL.path() ? step : nil
        for job in jobs { notes += try eventLog(of: job)?.rewind(to: step) ?? [] }
    }

    /// How far the saved run was.
    func resume(at progress: Progress) {
        step = progress.step
        tokens = progress.tokens
        secondsBefore = progress.seconds
        jobSeconds.merge(progress.jobSeconds ?? [:]) { $1 }
    }

    /// Seconds of training so far, resumed parts included.
    public var seconds: Double { secondsBefore + clock.seconds }

    /// Seconds that this job would have taken alone: its own part of the steps, and everything that the jobs share.
    public func secondsAlone(_ job: TrainingJob) -> Double {
        let own = jobSeconds[job.name] ?? 0
        return own + max(0, seconds - jobSeconds.values.reduce(0, +))
    }

    /// The folder of a job's files inside `parent`: the parent itself where there is only one job.
    func folder(of job: TrainingJob, in parent: URL) -> URL {
        !hasJobFolders ? parent : parent.appending(path: job.name, directoryHint: .isDirectory)
    }

    private func eventLog(of job: TrainingJob) throws -> EventLog? {
        guard let folder else { return nil }
        let own = self.folder(of: job, in: folder)
        if hasJobFolders { try StateFiles.makeFolder(own) }
        return EventLog(file: own.appending(path: FileNames.events))
    }
}

/// Wall time, and tokens a second since the last lap.
private struct StepClock {
    private var begin = ContinuousClock.now
    private var lapBegin = ContinuousClock.now
    private var lapTokens = 0

    mutating func start() {
        begin = .now
        lapBegin = .now
        lapTokens = 0
    }

    mutating func tick(tokens: Int) { lapTokens += tokens }

    mutating func lap() {
        lapBegin = .now
        lapTokens = 0
    }

    var seconds: Double { StepClock.seconds(from: begin) }
    var tokensPerSecond: Double { Double(lapTokens) / max(1e-9, StepClock.seconds(from: lapBegin)) }

    static func seconds(from start: ContinuousClock.Instant) -> Double {
        (ContinuousClock.now - start) / .seconds(1)
    }
}
