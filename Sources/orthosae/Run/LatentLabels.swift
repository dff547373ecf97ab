import Autoencoders
import Failures
import Files
import Foundation
import Records
import Report
import SAEFiles

/// What the latents of a finished SAE are, as far as its folder tells: a token for each, and how often it fires.
struct LatentLabels {
    /// By latent: the token it fires on most, as a person can see it; or, in its place, the token it raises most.
    private(set) var labels: [Int: String] = [:]
    /// By latent, the share of tokens on which it fires.
    private(set) var densities: [Int: Double] = [:]
    /// The file that labels come from; nil: there is none.
    private(set) var source: String?
    /// What was there and could not be read, and which command makes what is not there.
    private(set) var notes: [String] = []

    /// A latent that fires on a larger share of tokens than this tells little of any one of them.
    static let often = 0.5

    /// - Parameters:
    ///   - given: the path as the command line has it, and the SAE's own folder: the same, or `sae` within it.
    ///   - latents: those that are asked for.
    init(of given: String, sae folder: URL, for latents: Set<Int>) {
        // A run's records lie beside its `sae`.
        let run = folder.lastPathComponent == FileNames.finished ? folder.deletingLastPathComponent() : folder
        readRecords(run.appending(path: FileNames.latents), latents)
        readRates(folder, latents)
        if source == nil, notes.isEmpty {
            notes.append(
                FileManager.default.fileExists(atPath: run.appending(path: FileNames.resolvedSettings).filePath)
                    ? "what each latent is was not recorded: orthosae competition \(run.relativePath.shellWord)"
                    : "what each latent is, is told where \(FileNames.latents) of 'orthosae competition' lies beside the SAE")
        }
    }

    private mutating func readRecords(_ file: URL, _ latents: Set<Int>) {
        do throws(Failure) {
            var unreadable = 0
            try RecordLines.read(LatentRecord.self, at: file.filePath) { record in
                guard let record else {
                    unreadable += 1
                    return
                }
                guard latents.contains(record.id), labels[record.id] == nil else { return }
                labels[record.id] = LatentLabels.label(record)
                densities[record.id] = record.density
            }
            source = file.relativePath
            if unreadable > 0 { notes.append("\(FileNames.latents): \(unreadable) lines that cannot be read") }
        } catch {
            if error.kind != .missingInput { notes.append(error.description) }
        }
    }

    private mutating func readRates(_ folder: URL, _ latents: Set<Int>) {
        do {
            guard let rates = try SAELensFolder.firingRates(folder) else { return }
            for latent in latents where densities[latent] == nil && rates.indices.contains(latent) {
                densities[latent] = rates[latent]
            }
        } catch {
            notes.append("\(error)")
        }
    }

    /// The strongest token of its strongest context; without one, the token whose logit it raises most.
    private static func label(_ record: LatentRecord) -> String? {
        for context in record.contexts {
            let values = context.activations.prefix(context.tokens.count)
            if let peak = values.indices.max(by: { values[$0] < values[$1] }) {
                return TokenText.shown(context.tokens[peak])
            }
        }
        return record.topLogits.first.map { "→" + TokenText.shown($0.token) }
    }

    /// Whether it fires on most tokens; nil: nobody knows.
    func firesOnMost(_ latent: Int) -> Bool? { densities[latent].map { $0 > LatentLabels.often } }
}
