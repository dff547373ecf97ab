import Autoencoders
import Engine
import Failures
import Files
import Foundation
import Records
import TensorFiles

/// SAELens' folders, `cfg.json` beside `sae_weights.safetensors`, of versions 1 to 6; also the checkpoints of its
/// training classes. The encoder is stored `[d, F]`. Sources: exchange.md 1.1 and 1.2; `Guides/SAELensFolder.md`.
enum SAELensFormat: SAEFormat {
    static let name = "SAELens"
    /// Factors on latents; the second name is that under which SAELens 3 to 5 saved them when fine-tuned.
    private static let scaleNames = ["scaling_factor", "finetuning_scaling_factor"]
    private static let thresholdOnScores = "topk_threshold"
    /// Beside a checkpoint's weights: the factor on activations.
    private static let scalerName = "activation_scaler.json"

    static func matches(_ place: SAEPlace) -> Bool {
        let (cfg, weights) = (SAELensFolder.configurationName, SAELensFolder.weightsName)
        if place.names(otherThan: cfg, weights, SAELensFolder.sparsityName) || !place.has(cfg) { return false }
        if place.has(weights) { return true }
        // Weights that are missing are missed by name, unless the configuration is another program's.
        guard !place.has(SparsifyFormat.weightsName), let file = try? ConfigurationFile(place[cfg], remedy: "") else {
            return false
        }
        return file.has("d_sae")
    }

    static func files(_ place: SAEPlace) -> [URL] {
        [place[SAELensFolder.configurationName], place[SAELensFolder.weightsName]]
    }

    static func read(_ place: SAEPlace, _ hints: SAEHints, _ engine: ComputeEngine) throws -> SAEContents {
        let cfg = try SAELensConfiguration(place[SAELensFolder.configurationName])
        let weights = Weights(try SafetensorsFile(place[SAELensFolder.weightsName]), engine: engine)
        var shapes = [
            "W_enc": [cfg.width, cfg.latents], "W_dec": [cfg.latents, cfg.width], "b_enc": [cfg.latents],
            "b_dec": [cfg.width],
        ]
        let isGated = cfg.architecture == "gated"
        switch cfg.architecture {
        case "jumprelu": shapes["threshold"] = [cfg.latents]
        case "gated":
            shapes["b_enc"] = nil
            for name in ["b_gate", "b_mag", "r_mag"] { shapes[name] = [cfg.latents] }
        case "batchtopk", "matryoshka_batchtopk":
            guard weights.has(thresholdOnScores) else {
                throw Failure(
                    .badData, "a \(cfg.architecture) checkpoint without \(thresholdOnScores.quoted) has no inference form",
                    at: weights.path, remedy: "export it from SAELens, which writes it as jumprelu with its thresholds")
            }
            shapes[thresholdOnScores] = []
        default: break
        }
        try weights.check(shapes, ignoring: Set(scaleNames), of: "architecture \(cfg.architecture.quoted)")

        let encoder = try weights.turned("W_enc", cfg.latents, cfg.width)
        let decoder = try weights.matrix("W_dec", cfg.latents, cfg.width)
        let decoderBias = try weights.vector("b_dec", cfg.width)
        let encoderBias: Matrix, threshold: Matrix
        if isGated {
            encoderBias = try weights.vector("b_mag", cfg.latents)
            threshold = try Gate.threshold(
                encoder: encoder, gateBias: weights.vector("b_gate", cfg.latents), magnitudeBias: encoderBias,
                r: weights.vector("r_mag", cfg.latents), at: weights.path, engine: engine)
        } else {
            encoderBias = try weights.vector("b_enc", cfg.latents)
            // A threshold that nothing exceeds is a latent that never fires.
            threshold =
                try cfg.architecture == "jumprelu"
                ? weights.vector("threshold", cfg.latents, isBounded: false) : Matrix(rows: 1, columns: cfg.latents)
        }
        let sae = Autoencoder(
            configuration: cfg.autoencoder, inference: cfg.inference, encoder: encoder, encoderBias: encoderBias,
            decoder: decoder, decoderBias: decoderBias, threshold: threshold)
        if cfg.autoencoder.activation == .batchtopk { sae.batchThreshold = try scoreThreshold(weights) }
        let scaled = try scaleNames.filter { try weights.has($0) && scaleDecoder(of: sae, by: $0, cfg, weights) }
        var decisions = [
            cfg.autoencoder.subtractDecoderBias
                ? "b_dec is subtracted from the input: apply_b_dec_to_input" : "b_dec is not subtracted: apply_b_dec_to_input is false"
        ]
        decisions += cfg.choice
        if cfg.autoencoder.activation == .batchtopk {
            decisions.append("latents fire above the stored \(thresholdOnScores) \(sae.batchThreshold)")
        }
        for scale in scaled { decisions.append("latents are multiplied by \(scale), folded into the decoder's rows") }
        if isGated { decisions.append("the gate is computed as a threshold, which is the same function") }
        if cfg.inference.rowScale != .none {
            decisions.append("each row is brought to scale before it is encoded: \(cfg.inference.rowScale.rawValue)")
        }
        if cfg.needsInputScale {
            let (s, source) = try inputScale(place, hints)
            try sae.takeInputScale(s, named: source, at: weights.path, engine: engine)
            decisions.append("activations are multiplied by \(s), folded into the weights: \(source)")
        }
        var about = cfg.description
        about.publishedL0 = cfg.l0
        about.others = SAEDescription.others(try JSONTree(file: place[SAELensFolder.configurationName])["metadata"])
        return SAEContents(
            autoencoder: sae, description: about, format: name, decisions: decisions,
            alarm: alarm(cfg, place), files: files(place))
    }

    /// Where the file has a factor on activations without saying which: beside a checkpoint, or in the catalogue.
    private static func inputScale(_ place: SAEPlace, _ hints: SAEHints) throws -> (Double, String) {
        if place.has(scalerName) {
            let key = "scaling_factor"
            let scaler = try ConfigurationFile(place[scalerName], remedy: "fetch the checkpoint again")
            return (try scaler.positive(key), "\(key) in \(scalerName)")
        }
        if let s = hints.inputScale { return (s, "the catalogue's norm_scaling_factor") }
        throw Failure(
            .badData, "'normalize_activations' is 'expected_average_only_in', but the factor is not in the folder",
            at: place[SAELensFolder.configurationName].filePath,
            remedy: "name it as release/id, so that its factor comes from the catalogue; without it everything it computes is wrong")
    }

    /// A training class's threshold on scores, float64 in SAELens.
    private static func scoreThreshold(_ weights: Weights) throws -> Float {
        let name = thresholdOnScores
        let value: Double
        if let file = weights.source as? SafetensorsFile, try file.entry(name).type == .float64 {
            value = try file.doubles(name).first ?? .nan
        } else {
            value = Double(try weights.source.matrix(name, shape: []).toArray().first ?? .nan)
        }
        // It begins at 0 and follows the least value kept, which is above.
        guard value > 0, value <= Double(Weights.bound) else {
            throw Failure(
                .badData, "tensor \(name.quoted) is \(value), which is no threshold of a batchtopk SAE", at: weights.path,
                remedy: "train on until it is set, or export the SAE from SAELens")
        }
        return Float(value)
    }

    /// What SAELens 1 to 5 multiplied latents by between encoder and decoder: ones, which older versions always wrote, or
    /// what fine-tuning found (`finetuning_scaling_factor`). It goes into the decoder's rows, which is the same sum. Whether there was any.
    private static func scaleDecoder(
        of sae: Autoencoder, by scaleName: String, _ cfg: SAELensConfiguration, _ weights: Weights
    ) throws -> Bool {
        let factors = try weights.vector(scaleName, cfg.latents)
        // torch.allclose, by which SAELens decides.
        if factors.toArray().allSatisfy({ abs($0 - 1) <= 1e-8 + 1e-5 }) { return false }
        guard cfg.scalesLatents else {
            throw Failure(
                .badData,
                "tensor \(scaleName.quoted) is not all ones, but cfg.json does not say finetuning_scaling_factor",
                at: weights.path, remedy: "set finetuning_scaling_factor to true if the SAE was fine-tuned with it")
        }
        weights.engine.scaleRows(sae.decoder, by: factors, into: sae.decoder)
        return true
    }

    private static func alarm(_ cfg: SAELensConfiguration, _ place: SAEPlace) -> MisloadAlarm {
        if cfg.autoencoder.activation == .topk {
            return MisloadAlarm(l0: Double(cfg.autoencoder.k.perToken), isLimit: true, source: "k")
        }
        if let rates = try? SAELensFolder.firingRates(place.folder), rates.count == cfg.latents {
            return MisloadAlarm(l0: rates.reduce(0, +), source: SAELensFolder.sparsityName)
        }
        return MisloadAlarm(l0: cfg.l0, source: "l0 in cfg.json")
    }
}
