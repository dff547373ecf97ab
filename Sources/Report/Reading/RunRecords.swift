import Failures
import Files
import Foundation
import Records

/// Everything that one run folder holds, as far as it is there.
struct RunRecords: Sendable {
    /// What `cfg.json` of the finished SAE says.
    struct Finished: Decodable, Sendable {
        struct Metadata: Decodable, Sendable {
            var model: String?
            var hook: String?
            var dataset: String?
            var trainedAs: String?
            var tokens: Int?
            var writer: String?

            private enum CodingKeys: String, CodingKey {
                case model = "model_name", hook = "hook_name", dataset = "dataset_path",
                    trainedAs = "training_architecture", tokens = "orthosae_training_tokens", writer = "orthosae_writer"
            }
        }

        var architecture: String?
        var width: Int?
        var latents: Int?
        var metadata: Metadata?

        private enum CodingKeys: String, CodingKey { case architecture, width = "d_in", latents = "d_sae", metadata }
    }

    /// The folder's name.
    let name: String
    let folder: URL
    /// `resolved.yaml` as it stands, and its settings by key.
    let settingsText: String?
    let settings: [String: String]
    let events: EventHistory
    /// Nil where the run has not come to its end.
    let finished: Finished?
    let core: CoreRecord?
    let absorption: AbsorptionRecord?
    let probing: ProbingRecord?
    let groundTruth: GroundTruthRecord?
    let tokenClasses: TokenClassRecord?
    let competition: CompetitionReport?
    /// Where the latents' records are; nil without.
    let latents: URL?
    /// What was there but could not be read, in a sentence each.
    let damage: [String]

    /// Reads the folder. Nothing in it needs to be there.
    ///
    /// - Parameter evaluations: another folder of results, where this run's are named after it.
    init(_ folder: URL, evaluations: URL? = nil) {
        var damage: [String] = []
        func bytes(_ file: URL) -> Data? {
            do throws(Failure) {
                return try WholeFile.dataIfPresent(file)
            } catch {
                damage.append("\(file.lastPathComponent): \(error.what)")
                return nil
            }
        }
        func read<Value: Decodable>(_ type: Value.Type, _ file: URL?) -> Value? {
            guard let file, let data = bytes(file) else { return nil }
            let value = LooseJSON.read(type, data)
            if value == nil { damage.append("\(file.lastPathComponent) cannot be read") }
            return value
        }
        self.folder = folder
        name = folder.standardizedFileURL.lastPathComponent
        let text = bytes(folder.appending(path: FileNames.resolvedSettings)).map {
            String(decoding: $0, as: UTF8.self)
        }
        settingsText = text
        settings = text.map { RunRecords.settings($0) } ?? [:]
        do throws(Failure) {
            events = try EventHistory(at: folder.appending(path: FileNames.events))
        } catch {
            events = EventHistory()
            if error.kind != .missingInput { damage.append("\(FileNames.events): \(error.what)") }
        }
        if events.unreadable > 0 {
            damage.append(
                "left out of \(FileNames.events): \(Numbers.count(events.unreadable, of: "line")) that cannot be read (cut off, or damaged)"
            )
        }
        finished = read(Finished.self, folder.appending(path: FileNames.finished).appending(path: "cfg.json"))
        func result(_ area: String) -> URL? { ResultFiles.find(area, ofRun: folder, further: evaluations) }
        core = read(CoreRecord.self, result("core"))
        absorption = read(AbsorptionRecord.self, result("absorption"))
        probing = read(ProbingRecord.self, result("sparse_probing"))
        func leftOut(_ count: Int, of file: String) {
            guard count > 0 else { return }
            damage.append("left out of \(file): \(Numbers.count(count, of: "part")) with impossible numbers")
        }
        groundTruth = read(GroundTruthRecord.self, result("ground_truth"))
        tokenClasses = read(TokenClassRecord.self, result("token_classes"))
        leftOut(absorption?.impossible ?? 0, of: "the absorption evaluation")
        var competition = read(CompetitionReport.self, folder.appending(path: FileNames.competition))
        leftOut(competition?.leaveOutImpossible() ?? 0, of: FileNames.competition)
        self.competition = competition
        let latents = folder.appending(path: FileNames.latents)
        self.latents = FileManager.default.fileExists(atPath: latents.path(percentEncoded: false)) ? latents : nil
        self.damage = damage
    }

    /// The figures of its evaluations.
    var figures: ComparisonFigures {
        var all = core?.figures ?? [:]
        all[.absorptionFraction] = absorption?.fraction
        all[.fullAbsorption] = absorption?.fullAbsorption
        for metric in [ComparisonMetric.explainedVariance, .meanSquaredError, .l0, .alive] {
            if let value = absorption?.spellingFigures[metric] { all[metric] = value }
        }
        for metric in ComparisonMetric.gates { all[metric] = absorption?.gates?.figures[metric] }
        for metric in [ComparisonMetric.probing1, .probing2, .probing5] { all[metric] = probing?.figures[metric] }
        if let tokenClasses { all = all.merging(tokenClasses.figures) }
        return groundTruth.map { all.merging($0.figures) } ?? all
    }

    /// A sentence where the run is not whole; nil where it is.
    var interruption: String? {
        guard finished == nil else { return nil }
        guard let last = events.lastStep else { return "no event and no finished SAE was recorded" }
        let planned = events.plannedSteps.map { " of \(Numbers.count($0))" } ?? ""
        return "its last event is step \(Numbers.count(last + 1))\(planned), and there is no finished SAE"
    }

    private static func settings(_ text: String) -> [String: String] {
        let found = (try? SettingsFile.parse(text, file: FileNames.resolvedSettings)) ?? []
        return Dictionary(found.map { ($0.key, written($0.text)) }) { $1 }
    }

    private static func written(_ text: SettingText) -> String {
        switch text {
        case .plain(let value), .quoted(let value): value
        case .list(let values): values.joined(separator: ", ")
        case .none: "none"
        }
    }
}
