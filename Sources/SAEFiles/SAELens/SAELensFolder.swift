public import Autoencoders
public import Engine
import Failures
import Files
public import Foundation
import Records
import TensorFiles

/// A finished SAE on disk in SAELens 6's own layout: `cfg.json`, `sae_weights.safetensors` and, where firing was
/// measured, `sparsity.safetensors`. `SAE.load_from_disk` loads it as it is. Source: `Guides/SAELensFolder.md`.
///
/// SAELens stores the encoder `[d, F]`; ours is `[F, d]`. This is the one place that turns it.
public enum SAELensFolder {
    static let configurationName = "cfg.json"
    static let weightsName = "sae_weights.safetensors"
    static let sparsityName = "sparsity.safetensors"

    /// Writes the folder, complete or not at all.
    ///
    /// - Parameters:
    ///   - sae: in its inference form: relu, topk, or jumprelu; input scale folded in.
    ///   - firingRates: for each latent the share of tokens on which it fired, `[F]`; nil: no sparsity file.
    ///   - replacing: whether a folder that is there may be replaced.
    /// - Throws: `Failure(.io)`.
    public static func write(
        _ sae: Autoencoder, _ description: SAEDescription, firingRates: [Double]? = nil, to folder: URL,
        replacing: Bool = false, engine: ComputeEngine
    ) throws {
        precondition(sae.configuration.activation != .batchtopk, "batchtopk is written as jumprelu: fold it first")
        guard sae.inference.choice != .groupMaximum else {
            throw Failure(
                .badData, "SAELens has no architecture that keeps the largest of each group (sparsify's groupmax)",
                at: folder.relativePath, remedy: "write it as sparsify does: --to sparsify")
        }
        precondition(firingRates.map { $0.count == sae.latents } ?? true, "\(firingRates?.count ?? 0) firing rates")
        let configuration = try JSONCoding.text(self.configuration(of: sae, description), as: "the SAE's cfg.json")
        try AtomicFolder.build(folder, replacing: replacing) { url in
            try AtomicFile.write(configuration + "\n", to: url.appending(path: configurationName))
            try weights(of: sae, engine: engine).write(to: url.appending(path: weightsName))
            if let firingRates {
                // SAELens' definition, 1e-10 standing for "never".
                let logarithms = firingRates.map { Float(log10($0 + 1e-10)) }
                var writer = SafetensorsWriter()
                writer.add(
                    "sparsity", Matrix(rows: 1, columns: sae.latents, elements: logarithms), shape: [sae.latents])
                try writer.write(to: url.appending(path: sparsityName))
            }
        }
    }

    private static func configuration(of sae: Autoencoder, _ description: SAEDescription) -> [String: Any] {
        var cfg: [String: Any] = [
            "d_in": sae.width, "d_sae": sae.latents, "dtype": "float32", "device": "cpu",
            "apply_b_dec_to_input": sae.configuration.subtractDecoderBias, "normalize_activations": sae.inference.rowScale.rawValue,
            "reshape_activations": description.isOfHeads ? "hook_z" : "none", "metadata": description.metadata,
        ]
        cfg["architecture"] = architecture(of: sae)
        if sae.configuration.activation == .topk {
            cfg["k"] = sae.configuration.k.perToken
            cfg["rescale_acts_by_decoder_norm"] = sae.configuration.rescaleByDecoderNorm
        }
        return cfg
    }

    /// SAELens' name of what the SAE computes; of groups' maxima, which it has not, sparsify's.
    static func architecture(of sae: Autoencoder) -> String {
        if sae.inference.choice != .activation { return sae.inference.choice.rawValue }
        return switch sae.configuration.activation {
        case .relu: "standard"
        case .topk: "topk"
        case .jumprelu, .batchtopk: "jumprelu"
        }
    }

    private static func weights(of sae: Autoencoder, engine: ComputeEngine) -> SafetensorsWriter {
        let (d, latents) = (sae.width, sae.latents)
        let turned = Matrix(rows: d, columns: latents)
        engine.transpose(sae.encoder, into: turned)
        var writer = SafetensorsWriter()
        writer.add("W_dec", sae.decoder)
        writer.add("W_enc", turned)
        writer.add("b_dec", sae.decoderBias, shape: [d])
        writer.add("b_enc", sae.encoderBias, shape: [latents])
        if sae.configuration.activation == .jumprelu {
            writer.add("threshold", sae.threshold, shape: [latents])
        }
        return writer
    }

    /// Reads a folder that we or SAELens wrote. `SAEFile.read` reads those of every program.
    ///
    /// - Throws: `Failure(.missingInput)` when a file is not there; `Failure(.badData)` for an architecture or option
    ///   that we do not compute, a tensor that is missing, unknown or of another shape, and NaN or infinity.
    public static func read(_ folder: URL, engine: ComputeEngine) throws -> (sae: Autoencoder, SAEDescription) {
        try requireOne(folder)
        let contents = try SAELensFormat.read(SAEPlace(folder, SAEHints()), SAEHints(), engine)
        return (contents.autoencoder, contents.description)
    }

    /// The files by which other programs' SAEs are known, and whose they are.
    private static let others = [
        ("ae.pt", "dictionary_learning"), ("params.npz", "Gemma Scope"), ("sae.safetensors", "sparsify"),
        ("hyperparams.json", "Llama Scope"),
    ]

    /// Throws `Failure(.missingInput)` unless both files are there: for another program's SAE with whose it is, and for
    /// what looks like a name on the Hugging Face Hub with how to get it.
    static func requireOne(_ folder: URL) throws {
        // As a person named it: a relative path stays one.
        let path = folder.relativePath
        func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.appending(path: name).filePath) }
        guard FileManager.default.fileExists(atPath: folder.filePath) else {
            throw Failure(
                .missingInput, "there is no such folder", at: path,
                remedy: HubName.remedy(for: path, as: .model) ?? "name a folder with a finished SAE")
        }
        if has(configurationName) && has(weightsName) { return }
        if let other = others.first(where: { has($0.0) }) {
            throw Failure(
                .badData, "holds an SAE as \(other.1) writes it (\(other.0)), not one in SAELens' layout", at: path,
                remedy: "convert it: orthosae convert SRC DST --to saelens")
        }
        let missing = has(configurationName) ? weightsName : configurationName
        throw Failure(
            .missingInput, "there is no \(missing)", at: path,
            remedy: "name a folder with a finished SAE: \(configurationName) beside \(weightsName)")
    }

    /// Whether a folder holds an SAE, or a part of one, in this layout or another program's; `read` says which.
    public static func seemsOne(_ folder: URL) -> Bool {
        ([configurationName, weightsName] + others.map(\.0)).contains {
            FileManager.default.fileExists(atPath: folder.appending(path: $0).filePath)
        }
    }

    /// For each latent the share of tokens on which it fired, `[F]`; nil where the folder does not tell.
    ///
    /// - Throws: `Failure(.badData)` for a file that holds something else.
    public static func firingRates(_ folder: URL) throws -> [Double]? {
        let file = folder.appending(path: sparsityName)
        guard FileManager.default.fileExists(atPath: file.filePath) else { return nil }
        let tensors = try SafetensorsFile(file)
        guard let entry = tensors.entries.first(where: { $0.name == "sparsity" }), entry.shape.count == 1 else {
            throw Failure(.badData, "has no vector 'sparsity'", at: tensors.path)
        }
        return try tensors.matrix("sparsity", shape: entry.shape).toArray().map {
            // 1e-10 stands for "never".
            min(1, max(0, pow(10, Double($0)) - 1e-10))
        }
    }

    /// Whether a folder looks like one of these.
    public static func isOne(_ folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: weightsName).path(percentEncoded: false))
    }
}
