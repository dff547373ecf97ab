import Autoencoders
import EmbeddedModel
import Engine
import Failures
import Foundation
import Records
import SAEFiles

/// The finished SAE whose weights a run starts from (`train --from`, `init.from`).
struct StartingSAE {
    private let contents: SAEContents
    var sae: Autoencoder { contents.autoencoder }
    private var about: SAEDescription { contents.description }
    /// As the command line or the file of settings names it.
    let place: String

    /// - Throws: what reading an SAE throws.
    init(_ place: String, engine: ComputeEngine) throws {
        self.place = place
        contents = try FinishedSAE.find(place).read(engine: engine)
        guard sae.inference.isPlain else {
            throw Failure(
                .usage, "the SAE computes in a way that is only read here, not trained (\(contents.decisions.joined(separator: "; ")))",
                at: place, remedy: "start from one that encodes with relu, topk or jumprelu")
        }
    }

    /// Says loudly where the run's own activations show that it is another SAE than it claims to be.
    func sound(on held: Matrix?) throws {
        if let held { contents.sound(on: held, named: place, engine: ComputeEngine()) }
    }

    /// What the SAE decides of a run where nobody says otherwise: its size, its place in the model, and how text began.
    ///
    /// - Parameter given: the keys that were set, which stay.
    /// - Throws: `Failure(.usage)` where another number of latents was asked for.
    func settings(given: Set<String>) throws -> [SettingAssignment] {
        var found: [SettingAssignment] = []
        func add(_ key: String, _ value: String?) {
            if let value, !given.contains(key) { found.append(SettingAssignment(key, .plain(value), at: place)) }
        }
        add("sae.latents", "\(sae.latents)")
        add("sae.architecture", architecture.rawValue)
        if sae.configuration.activation == .topk {
            add("sae.k", "\(sae.configuration.k.perToken)")
            // Which latents are the largest depends on it, and on rows that are brought to norm 1.
            add("sae.rescale_by_decoder_norm", "\(sae.configuration.rescaleByDecoderNorm)")
            if choosesByRows { add("sae.decoder_norm", DecoderNorm.free.rawValue) }
        } else if let l0 = RunPaths.k(ofRunAt: place) ?? contents.alarm.l0 {
            // For whichever architecture keeps a number of latents.
            add("sae.k", "\(min(Double(sae.latents), max(1, l0.rounded())).formatted(.number.grouping(.never)))")
        }
        guard !about.isOfWorld, !given.contains("data.activations"), !given.contains("world.name") else { return found }
        add("model.path", EmbeddedGemma(modelName: about.modelName)?.rawValue ?? RunPaths.model(ofRunAt: place))
        add("model.hook", about.hookName.isEmpty ? nil : about.hookName)
        add("data.prepend_bos", about.prependsBOS ? nil : "false")
        add("model.center_writing_weights", about.centersWriting ? "true" : nil)
        add("model.fold_value_biases", about.foldsValueBiases ? "true" : nil)
        return found
    }

    /// Whether topk chooses by values of rows that are not of norm 1: brought to norm 1 it would choose others.
    private var choosesByRows: Bool {
        guard sae.configuration.activation == .topk, !sae.configuration.rescaleByDecoderNorm else { return false }
        let engine = ComputeEngine(threads: 1), norms = Matrix(rows: 1, columns: sae.latents)
        engine.rowNorms(sae.decoder, into: norms)
        return norms.toArray().contains { abs($0 - 1) > 1e-4 }
    }

    /// What it was trained as, by its own account; else what its activation function is usual for.
    private var architecture: Architecture {
        if let own = Architecture(rawValue: about.trainedAs) { return own }
        return switch sae.configuration.activation {
        case .relu: .standard
        case .topk: .topk
        case .batchtopk: .batchtopk
        case .jumprelu: .jumprelu
        }
    }

    /// Holds it against the run that starts from it, and says what a person should know.
    ///
    /// - Returns: sentences.
    /// - Throws: `Failure(.usage)` where its shape is another.
    func check(_ config: RunConfig, width: Int, modelName: String) throws -> [String] {
        guard sae.latents == config.sae.latents else {
            throw Failure(
                .usage, "the SAE has \(sae.latents) latents, sae.latents is \(config.sae.latents)", at: place,
                remedy: "leave --latents and sae.latents out: a run that starts from an SAE has as many")
        }
        guard sae.width == width else {
            throw Failure(
                .usage, "the SAE reads activations of width \(sae.width), these have \(width)", at: place,
                remedy: "name the model and the hook that it was trained on")
        }
        var notes: [String] = []
        if !about.modelName.isEmpty, about.modelName != modelName {
            notes.append("\(place): the SAE was trained on \(about.modelName.quoted), the run reads \(modelName.quoted)")
        }
        if !about.hookName.isEmpty, about.hookName != config.model.hook, !about.isOfWorld, config.world.name == nil {
            notes.append("\(place): the SAE was trained at \(about.hookName), the run reads \(config.model.hook)")
        }
        let start = sae.configuration.activation
        if start != config.sae.activation, !(start == .jumprelu && config.sae.activation == .batchtopk) {
            notes.append(
                "\(place): its activation function is \(start.rawValue), the run's \(config.sae.activation.rawValue): "
                    + "the first steps see other latents than the SAE gave")
        }
        if start == .topk, config.sae.activation == .topk,
            choosesByRows && config.sae.decoderNorm == .unit
                || sae.configuration.rescaleByDecoderNorm && config.sae.decoderNorm == .free && !config.sae.rescaleByDecoderNorm
        {
            notes.append(
                "\(place): its topk chooses by other values than the run's (sae.decoder_norm, sae.rescale_by_decoder_norm): "
                    + "the first steps see other latents than the SAE gave")
        }
        return notes
    }
}
