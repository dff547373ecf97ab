import Autoencoders
public import Engine
import Failures
import Files
import Foundation
import Hashing
public import Records
import Worlds

/// Holds SAEs against the known features of the world that they were trained on. Guides/Worlds.md.
public struct GroundTruthEvaluation {
    /// An SAE and what it was trained for.
    public struct Subject {
        public var sae: EvaluatedSAE
        /// The settings that it was trained with.
        public var config: RunConfig

        public init(sae: EvaluatedSAE, config: RunConfig) {
            self.sae = sae
            self.config = config
        }
    }

    public let settings: GroundTruthSettings

    public init(_ settings: GroundTruthSettings = GroundTruthSettings()) { self.settings = settings }

    /// Measures SAEs of one world, and hands over each one's file when it is finished.
    ///
    /// - Parameters:
    ///   - config: the world's settings, which name it.
    ///   - isFinished: SAEs for which it says so are left out.
    /// - Throws: `Failure`: `.badData` for an SAE of another width; what making the world, `finished` and `progress` throw.
    public func run(
        _ subjects: [Subject], of config: WorldConfig, engine: ComputeEngine,
        isFinished: AlreadyFinished = { _, _ in false }, progress: EvaluationProgress = { _, _ in },
        finished: (EvaluationFile) throws -> Void
    ) throws {
        let inputs = try GroundTruthEvaluation.inputs(config)
        let wanted = try subjects.filter { subject in
            try !isFinished(
                subject.sae,
                EvaluationFile.identity(
                    .groundTruth, of: subject.sae, configuration: configuration(subject), seed: config.seed, inputs: inputs))
        }
        if wanted.isEmpty { return }
        let cost = EvaluationCost()
        try progress("ground truth: the world", 0)
        let world = try WorldRegistry.world(config, engine: engine)
        let tokens = try cost.measure("world") { try GroundTruthTokens(world, engine: engine) }
        for (number, subject) in wanted.enumerated() {
            try progress("ground truth", Double(number) / Double(wanted.count))
            guard subject.sae.width == world.width else {
                throw Failure(
                    .badData, "the SAE's width is \(subject.sae.width), world \(world.name.quoted) has \(world.width)",
                    at: subject.sae.folder.path(percentEncoded: false))
            }
            try finished(try file(subject, tokens, inputs, cost, engine))
        }
        try progress("ground truth", 1)
    }

    private func file(
        _ subject: Subject, _ tokens: GroundTruthTokens, _ inputs: [String], _ cost: EvaluationCost, _ engine: ComputeEngine
    ) throws -> EvaluationFile {
        let own = subject.sae.autoencoder
        let l0 = calibratedL0(subject)
        let sae = l0.map { CommonThreshold.setting($0, of: own, on: tokens.activations, engine: engine).sae } ?? own
        let figures = cost.measure("figures") { GroundTruthFigures(of: sae, on: tokens, engine: engine) }
        var extra = figures.own
        if l0 != nil, let threshold = sae.threshold.toArray().first, let before = own.threshold.toArray().first {
            extra = extra.setting("threshold", to: .number(Double(threshold)))
                .setting("threshold_of_the_sae", to: .number(Double(before)))
                .setting("notes", to: .list([
                    .text("its threshold was set so that L0 is sae.k on the held-out tokens; the SAE's own is beside it")
                ]))
        }
        return try EvaluationFile(
            .groundTruth, of: subject.sae, configuration: configuration(subject), metrics: figures.metrics,
            details: figures.details, own: extra, seed: subject.config.world.seed, inputs: inputs, cost: cost)
    }

    /// The digests of the files that the world is made from.
    private static func inputs(_ config: WorldConfig) throws -> [String] {
        let files = try [config.parameters].compactMap(\.self) + (config.background.map(ShardBackground.files) ?? [])
        return try files.map { try FileHash.sha256(of: URL(filePath: $0)).digest }
    }

    /// K of a batchtopk SAE where its threshold is to be calibrated; nil: it is taken as it is.
    private func calibratedL0(_ subject: Subject) -> Double? {
        settings.calibrates && subject.config.sae.activation == .batchtopk ? subject.config.sae.k.value : nil
    }

    /// `eval_config`.
    private func configuration(_ subject: Subject) -> JSONTree {
        let world = subject.config.world
        return settings.json.setting("world", to: .text(world.name ?? ""))
            .setting("world_seed", to: .text("\(world.seed)"))
            .setting("world_held_out", to: .integer(world.heldOut))
            .setting("world_tilt", to: .number(Double(world.tilt)))
            .setting("world_synonyms", to: .integer(world.synonyms))
            .setting("world_child_magnitude", to: .number(Double(world.childMagnitude)))
            .setting("world_shares", to: .list(world.shares.values.map { .number(Double($0)) }))
            .setting("world_planted_share", to: world.background == nil ? .null : .number(Double(world.plantedShare)))
            .setting("calibrated_l0", to: calibratedL0(subject).map { .number($0) } ?? .null)
    }
}
