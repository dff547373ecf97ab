import Autoencoders
public import Engine
import Failures
import Files
public import Foundation
import TensorFiles

/// A finished SAE on disk, of whichever program: found by what lies there, read into the one form that everything here
/// computes with. Each format is a file in `Formats`, with its rules. Guides/Formats.md.
public enum SAEFile {
    /// Reads a folder, or the file of weights itself.
    ///
    /// - Parameters:
    ///   - place: a folder as the program left it or as the Hub's cache holds it, or one file (`layer3.sae.pt`).
    ///   - hints: what a catalogue or a name says that the files do not.
    /// - Throws: `Failure`: `.missingInput` where there is nothing, or a part is missing; `.badData` for what is no SAE, is
    ///   damaged, or cannot be computed exactly as its own program does (transcoders by name).
    public static func read(_ place: URL, about hints: SAEHints? = nil, engine: ComputeEngine) throws -> SAEContents {
        let hints = hints ?? SAEHints(), found = SAEPlace(place, hints)
        guard let format = SAEFormats.format(of: found) else {
            // A part of one says what is missing.
            if let file = found.file, file.lastPathComponent == SAELensFolder.weightsName {
                throw Failure(
                    .missingInput, "there is no \(SAELensFolder.configurationName) beside it", at: place.relativePath,
                    remedy: "an SAE of SAELens is both files; fetch \(SAELensFolder.configurationName) too")
            }
            if found.file == nil, SAELensFolder.seemsOne(place) { try SAELensFolder.requireOne(place) }
            throw unknown(place, isFile: found.file != nil)
        }
        try SAEFormats.requireOne(found)
        let read = try format.read(found, hints, engine)
        var about = read.description
        about.complete(by: hints)
        var alarm = read.alarm
        if alarm.l0 == nil { alarm = MisloadAlarm(l0: about.publishedL0, source: "l0 in a conversion's remarks") }
        alarm = alarm.completed(by: hints)
        alarm.latents = read.autoencoder.latents
        // Measured rates go along themselves, and a fixed k is in every format.
        if about.publishedL0 == nil, !alarm.l0IsLimit, alarm.source != SAELensFolder.sparsityName { about.publishedL0 = alarm.l0 }
        let (autoencoder, rows) = bringingRows(of: read.autoencoder, toScale: hints.rowScale)
        return SAEContents(
            autoencoder: autoencoder, description: about, format: read.format,
            decisions: read.decisions + rounded(read.files) + rows, alarm: alarm, files: read.files)
    }

    /// The SAE with the rule for its rows that the catalogue gives, where its file gives none; and what was decided.
    private static func bringingRows(
        of sae: Autoencoder, toScale rule: InferenceRules.RowScale
    ) -> (Autoencoder, decisions: [String]) {
        guard rule != .none, sae.inference.rowScale == .none else { return (sae, []) }
        var rules = sae.inference
        rules.rowScale = rule
        let scaled = Autoencoder(
            configuration: sae.configuration, inference: rules, encoder: sae.encoder, encoderBias: sae.encoderBias,
            decoder: sae.decoder, decoderBias: sae.decoderBias, threshold: sae.threshold)
        return (scaled, ["each row is brought to scale by \(rule.rawValue): the catalogue"])
    }

    /// Whether a whole SAE of a known format seems to lie there: its files exist.
    public static func isOne(_ place: URL) -> Bool {
        let found = SAEPlace(place, SAEHints())
        guard let format = SAEFormats.format(of: found) else { return false }
        return format.files(found).allSatisfy { FileManager.default.fileExists(atPath: $0.filePath) }
    }

    /// Whether an SAE, or a part of one, lies there; `read` says what is wrong with it.
    public static func seemsOne(_ place: URL) -> Bool {
        SAEFormats.format(of: SAEPlace(place, SAEHints())) != nil || SAELensFolder.seemsOne(place)
    }

    /// Whose format it is: "SAELens", "sparsify" …; nil where it is none.
    public static func format(of place: URL) -> String? { SAEFormats.format(of: SAEPlace(place, SAEHints()))?.name }

    /// The files that say what is computed, configuration before weights: for fingerprints and uploads. `[]` where there
    /// is no SAE.
    public static func files(of place: URL) -> [URL] {
        let found = SAEPlace(place, SAEHints())
        return SAEFormats.format(of: found)?.files(found) ?? []
    }

    /// For each latent the share of tokens on which it fired, `[F]`; nil where the folder does not tell.
    ///
    /// - Throws: `Failure(.badData)` for a file that holds something else.
    public static func firingRates(_ place: URL) throws -> [Double]? {
        try SAELensFolder.firingRates(SAEPlace(place, SAEHints()).folder)
    }

    /// What stands there in float64, which is read as float32.
    private static func rounded(_ files: [URL]) -> [String] {
        let names = files.filter { $0.pathExtension == "safetensors" }.flatMap { file in
            ((try? SafetensorsFile(file))?.entries ?? []).filter { $0.type == .float64 && !$0.shape.isEmpty }.map(\.name)
        }
        return names.isEmpty ? [] : ["float64 is rounded to float32: \(names.sorted().joined(separator: ", "))"]
    }

    private static func unknown(_ place: URL, isFile: Bool) -> Failure {
        let path = place.relativePath
        guard FileManager.default.fileExists(atPath: place.filePath) else {
            return Failure(
                .missingInput, "there is no such file or folder", at: path,
                remedy: HubName.remedy(for: path, as: .model) ?? "name a folder with a finished SAE")
        }
        return Failure(
            isFile ? .badData : .missingInput, isFile ? "is no SAE in a format that is known here" : "holds no SAE in a format that is known here",
            at: path,
            remedy: "known are SAELens (cfg.json, sae_weights.safetensors), dictionary_learning (ae.pt, config.json), sparsify "
                + "(cfg.json, sae.safetensors), Gemma Scope (params.npz, params.safetensors), Llama Scope (hyperparams.json) and "
                + "Qwen Scope (layerN.sae.pt)")
    }
}
