import Autoencoders
import EmbeddedModel
import Engine
import Evaluation
import Failures
import Foundation
import LanguageModels
import Records
import SAEFiles
import Tokens

/// The SAEs to evaluate with their model and tokenizer, opened and checked against each other.
struct EvaluationInputs {
    let saes: [EvaluatedSAE]
    let model: LanguageModel
    let modelName: String
    let modelFolder: String
    /// SHA-256 of the model's files, and how its activations are taken.
    let modelDigest: String
    let tokenizer: Tokenizer

    /// SAEs that were trained on text of one kind: with BOS or without.
    struct Group {
        var saes: [EvaluatedSAE]
        /// Puts BOS where the SAEs' training text had it.
        var tokenizer: Tokenizer
    }

    /// All SAEs, those that know BOS first.
    ///
    /// - Parameter noBOS: read text without it for all of them.
    func groups(noBOS: Bool) -> [Group] {
        let (bare, usual) = (saes.filter { noBOS || !$0.description.prependsBOS }, saes.filter { !noBOS && $0.description.prependsBOS })
        return [Group(saes: usual, tokenizer: tokenizer), Group(saes: bare, tokenizer: tokenizer.withoutBOS())].filter { !$0.saes.isEmpty }
    }

    /// Padding, end and beginning of text.
    var specialTokens: Set<Int32> { Set([tokenizer.padID, tokenizer.eosID, tokenizer.bosID].compactMap { $0 }) }

    /// - Throws: `Failure`: `.usage` when the SAEs' model is not named; `.badData` for an SAE that does not fit it; what
    ///   opening each throws.
    init(_ paths: [String], model folder: String?, engine: ComputeEngine) throws {
        try self.init(EvaluationInputs.read(paths, engine: engine), paths, model: folder, engine: engine)
    }

    /// The finished SAEs in some folders, each under a name of its own.
    ///
    /// - Throws: what opening each throws.
    static func read(_ paths: [String], engine: ComputeEngine) throws -> [EvaluatedSAE] {
        let found = try paths.map { try FinishedSAE.find($0) }
        try MemoryCheck.reading(
            found.flatMap { SAEFile.files(of: $0.place) },
            for: paths.count == 1 ? "reading the SAE" : "reading \(paths.count) SAEs")
        var saes: [EvaluatedSAE] = []
        var seen: [String: Int] = [:]
        for one in found {
            func read(_ name: String?) throws -> EvaluatedSAE {
                try EvaluatedSAE(folder: one.place, release: name, about: one.hints, engine: engine)
            }
            let sae = try read(one.title)
            // Two of one name would write one file.
            let times = seen[sae.release, default: 0] + 1
            seen[sae.release] = times
            saes.append(
                times == 1 ? sae : try read("\(sae.release)-\(times)"))
        }
        return saes
    }

    /// - Parameter saes: those of `paths`.
    /// - Throws: as the other.
    init(_ saes: [EvaluatedSAE], _ paths: [String], model folder: String?, engine: ComputeEngine) throws {
        self.saes = saes
        if let other = saes.first(where: { $0.description.isOfWorld }) { throw other.isOfAWorld }
        var folder = folder ?? paths.lazy.compactMap(RunPaths.model).first
        if folder == nil {
            let own = saes.first.flatMap { EmbeddedGemma(modelName: $0.description.modelName) } ?? .nano
            if let other = saes.first(where: { $0.description.modelName != own.modelName }) {
                throw other.description.isOfAnotherModel(at: other.folder.path(percentEncoded: false))
            }
            folder = own.rawValue
        }
        let processing = saes.first?.description.processing ?? .none
        if let other = saes.first(where: { $0.description.processing != processing }) {
            throw Failure(
                .usage, "the SAEs take the model's activations differently (model_from_pretrained_kwargs)",
                at: other.folder.path(percentEncoded: false), remedy: "evaluate this one in a command of its own")
        }
        let opened = try ModelAndTokenizer(folder, processing: processing, engine: engine)
        (modelFolder, modelName, model, tokenizer) = (opened.folder, opened.name, opened.model, opened.tokenizer)
        for sae in saes { try sae.requireFit(model) }
        // What is computed of one model taken in two ways must not be taken for the same.
        let parts = [processing.centersWriting ? "centred" : nil, processing.foldsValueBiases ? "folded" : nil]
        modelDigest = try ([ModelDigest.of(folder: URL(filePath: modelFolder, directoryHint: .isDirectory))]
            + parts.compactMap(\.self)).joined(separator: "+")
    }
}
