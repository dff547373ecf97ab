public import Autoencoders
public import Engine
import Failures
public import Files
public import Foundation
import Hashing
public import LanguageModels
import Records
public import SAEFiles

/// A finished SAE as every evaluation takes it: its decoder's rows of unit norm, and what its files say of it.
///
/// The norms are folded as SAELens folds them (`W_dec,i /= n_i; W_enc,i, b_enc,i, θ_i *= n_i`), since projections on
/// decoder rows assume unit ones. A TopK SAE that chooses without looking at the norms would choose otherwise after
/// that; it stays as it is, and `note` says so where its rows are not unit. Like `Matrix` not `Sendable`.
public final class EvaluatedSAE {
    /// `W_enc`, `W_dec` `[F, d]`; latents are the coefficients of unit decoder rows.
    public let autoencoder: Autoencoder
    /// What stands for the SAE in file names and `sae_lens_id`: SAEBench's `custom_sae`.
    public let name: String
    /// The family it belongs to: the run's folder, unless a caller named it.
    public let release: String
    /// SAEBench's `sae_cfg_dict`: the file `cfg.json`, with hook, model and training tokens where plotting looks for
    /// them.
    public let configuration: JSONTree
    /// Where in the model it reads; of no meaning where `description.isOfWorld`, which no model fits (`requireFit`).
    public let hook: Hookpoint
    private static let noHook = Hookpoint(layer: 0, site: .embed)
    /// Which model, context and text it was trained on, by its own account.
    public let description: SAEDescription
    /// The folder (or the one file) that was read.
    public let folder: URL
    /// Whose format it has, and what that made of the file: what `inspect` prints.
    public let format: String
    public let decisions: [String]
    /// What its files say of L0 and explained variance, to be held against what is measured.
    public let alarm: MisloadAlarm
    /// SHA-256 of its configuration and weights, in hexadecimal.
    public let fingerprint: String
    /// What a reader of its figures should know; nil: nothing.
    public let note: String?

    /// F.
    public var latents: Int { autoencoder.latents }
    /// d.
    public var width: Int { autoencoder.width }

    /// Reads an SAE of any format that `SAEFile` knows, or a run's folder that holds one as `sae`.
    ///
    /// - Parameters:
    ///   - release: nil: the folder's name (its parent's, where the folder is called `sae`).
    ///   - hints: what a catalogue says of it.
    /// - Throws: `Failure`: what `SAEFile.read` throws; `.badData` where its hook is no hook point.
    public init(folder given: URL, release: String? = nil, about hints: SAEHints? = nil, engine: ComputeEngine) throws {
        let inside = given.appending(path: FileNames.finished, directoryHint: .isDirectory)
        let folder = SAEFile.isOne(given) || !SAEFile.isOne(inside) ? given : inside
        let contents = try SAEFile.read(folder, about: hints, engine: engine)
        let read = contents.autoencoder, description = contents.description
        let place = contents.files.first ?? folder
        hook = try description.isOfWorld ? EvaluatedSAE.noHook : description.hook(at: place.path(percentEncoded: false))
        let norms = Matrix(rows: 1, columns: read.latents)
        engine.rowNorms(read.decoder, into: norms)
        let farthest = norms.toArray().map { abs($0 - 1) }.max() ?? 0
        autoencoder = read.folded(inputScale: 1, engine: engine)
        for part in [autoencoder.encoder, autoencoder.encoderBias, autoencoder.decoder] {
            guard engine.firstNonFinite(in: part) == nil else {
                throw Failure(
                    .badData, "a row of W_dec is so short that it cannot be brought to norm 1 in float32",
                    at: (contents.files.last ?? folder).path(percentEncoded: false),
                    remedy: "set rows of latents that are not used to 0")
            }
        }
        var notes: [String] = []
        if autoencoder.configuration.decoderNorm != .unit && farthest > 1e-5 {
            notes.append(
                "decoder rows are not of unit norm and were left so, since topk would choose other latents: "
                    + "absorption's projections take them as they are")
        }
        note = notes.isEmpty ? nil : notes.joined(separator: "; ")
        self.folder = folder
        self.description = description
        name = "custom_sae"
        self.release = release ?? EvaluatedSAE.family(of: folder)
        fingerprint = try EvaluatedSAE.fingerprint(of: contents.files)
        let tree = try contents.format == "SAELens" ? JSONTree(file: place) : contents.configuration
        configuration = EvaluatedSAE.configuration(tree, description, hook)
        (format, decisions, alarm) = (contents.format, contents.decisions, contents.alarm)
    }

    /// An SAE that lies in no folder, for programs of one's own and tests; its decoder is folded as a file's is.
    public init(_ sae: Autoencoder, hook: Hookpoint, description: SAEDescription, release: String, engine: ComputeEngine) {
        autoencoder = sae.folded(inputScale: 1, engine: engine)
        self.hook = hook
        self.description = description
        self.release = release
        name = "custom_sae"
        note = nil
        (format, decisions, alarm) = ("", [], MisloadAlarm())
        folder = URL(filePath: release, directoryHint: .isDirectory)
        let hash = ContentHash()
        hash.add("\(sae.configuration)")
        if !sae.inference.isPlain { hash.add("\(sae.inference)") }
        for part in [sae.encoder, sae.decoder, sae.encoderBias, sae.decoderBias, sae.threshold] { hash.add(part) }
        fingerprint = hash.digits()
        configuration = [
            "architecture": .text(sae.configuration.activation == .relu ? "standard" : "\(sae.configuration.activation)"),
            "d_in": .integer(sae.width), "d_sae": .integer(sae.latents), "model_name": .text(description.modelName),
            "hook_name": .text(hook.name), "hook_layer": .integer(hook.layer), "dtype": "float32",
        ]
    }

    private static func family(of folder: URL) -> String {
        let path = folder.standardizedFileURL.pathComponents.filter { $0 != "/" }
        let isInner = path.last == FileNames.finished && path.count > 1
        return (isInner ? path.dropLast().last : path.last) ?? "sae"
    }

    private static func fingerprint(of files: [URL]) throws -> String {
        let hash = SHA256()
        for file in files { try FileHash.add(file, to: hash) }
        return SHA256.hexadecimal(hash.finalize())
    }

    private static func configuration(_ given: JSONTree, _ description: SAEDescription, _ hook: Hookpoint) -> JSONTree {
        var tree = given
        func add(_ key: String, _ value: JSONTree) { if tree[key] == nil { tree = tree.setting(key, to: value) } }
        add("model_name", .text(description.modelName))
        add("hook_name", .text(hook.name))
        add("hook_layer", .integer(hook.layer))
        if description.contextSize > 0 { add("context_size", .integer(description.contextSize)) }
        if description.trainingTokens > 0 { add("training_tokens", .integer(description.trainingTokens)) }
        return tree
    }
}

extension SAEDescription {
    /// Where in the model the SAE reads.
    ///
    /// - Parameter place: the file that says so, for the sentence of a failure.
    /// - Throws: `Failure(.badData)` where it does not say, or names no hook point that there is here.
    public func hook(at place: String?) throws -> Hookpoint {
        guard !hookName.isEmpty else {
            throw Failure(
                .badData, "there is no hook_name, so where in the model the SAE reads is not known", at: place,
                remedy: "add it, as in \"hook_name\": \"blocks.12.hook_resid_post\"")
        }
        do { return try Hookpoint(hookName) } catch let failure as Failure {
            throw Failure(.badData, "hook_name: \(failure.what)", at: place, remedy: failure.remedy)
        }
    }
}
