import Autoencoders
import EmbeddedModel
import Engine
import Evaluation
import Failures
import Foundation
import LanguageModels
import Report
import SAEFiles
import Tokens

/// A sentence's tokens with the latents that fire most on each.
struct EncodedSentence {
    private var tokens: [(piece: String, text: String, latents: [(index: Int, value: Float)])] = []

    /// Runs the model up to the SAE's hook and encodes what is there.
    ///
    /// - Throws: `Failure`: `.usage` when the SAE's model is not named; what opening model and tokenizer throws.
    init(
        _ text: String, by contents: SAEContents, named name: String, model folder: String?, top: Int, noBOS: Bool = false,
        engine: ComputeEngine
    ) throws {
        let (sae, about) = (contents.autoencoder, contents.description)
        guard let place = folder ?? EmbeddedGemma(modelName: about.modelName)?.rawValue else {
            throw about.isOfAnotherModel(at: nil)
        }
        let opened = try ModelAndTokenizer(place, processing: about.processing, engine: engine)
        let (folder, model, tokenizer) = (opened.folder, opened.model, opened.tokenizer)
        let hook = try about.hook(at: nil), width = try model.width(at: hook)
        guard width == sae.width else {
            throw Failure(
                .badData, "the model's width at \(hook) is \(width), the SAE's \(sae.width)", at: folder,
                remedy: "name the model that the SAE was trained on")
        }
        let ids = try (about.prependsBOS && !noBOS ? tokenizer : tokenizer.withoutBOS()).row(of: text)
        guard ids.count <= model.configuration.contextLength else {
            throw Failure(
                .usage, "the sentence has \(ids.count) tokens; the model reads \(model.configuration.contextLength)",
                at: "--text")
        }
        let activations = Matrix(rows: ids.count, columns: sae.width)
        try model.activations(of: TokenBatch([ids]), at: hook, into: activations)
        let latents = RowEncoder(sae, engine: engine).latents(of: activations)
        let rows = ids.first == tokenizer.bosID ? 1..<ids.count : 0..<ids.count
        if rows.count >= EncodedSentence.tokensThatTell {
            let text = Matrix(rows: rows.count, columns: sae.width)
            engine.copy(activations.rows(rows), into: text)
            contents.sound(on: text, named: name, engine: engine)
        }
        let texts = TokenTexts(tokenizer)
        // BOS is an outlier that training leaves out.
        for (row, id) in ids.enumerated() where id != tokenizer.bosID {
            let strongest = latents.entries(ofRow: row).sorted { ($1.value, $0.column) < ($0.value, $1.column) }
            tokens.append((tokenizer.token(id) ?? "", texts[id], strongest.prefix(top).map { ($0.column, $0.value) }))
        }
    }

    /// Of fewer tokens the mean number of latents says little.
    private static let tokensThatTell = 64

    /// All latents that are listed.
    var latents: Set<Int> { Set(tokens.flatMap { $0.latents.map(\.index) }) }

    /// For a person: a line for each token, then what the signs mean.
    func text(_ labels: LatentLabels) -> String {
        var isMarked = false
        let rows = tokens.map { token -> (String, String) in
            let list = token.latents.map { latent -> String in
                let often = labels.firesOnMost(latent.index) ?? false
                if often { isMarked = true }
                return "\(latent.index)\(often ? "*" : "") (\(Wording.figure(Double(latent.value))))"
                    + (labels.labels[latent.index].map { " \($0)" } ?? "")
            }
            return (TokenText.shown(token.text), list.isEmpty ? "no latent fires" : list.joined(separator: "   "))
        }
        var legend: [String] = []
        if let source = labels.source {
            legend.append("beside a latent: the token it fires on most, of \(source)")
        }
        if isMarked { legend.append("*: fires on more than half of all tokens, so it tells little of this one") }
        return Wording.table(rows) + "\n" + (legend + labels.notes).map { "\n" + $0.oneLine(atMost: 400) }.joined()
    }

    /// For a program.
    func json(_ labels: LatentLabels) throws -> String {
        let list = tokens.map { token in
            [
                "token": token.piece, "text": token.text,
                "latents": token.latents.map { latent in
                    [
                        "index": latent.index, "value": Double(latent.value),
                        "label": labels.labels[latent.index] ?? NSNull(),
                        "density": labels.densities[latent.index] ?? NSNull(),
                        "fires_on_most": labels.firesOnMost(latent.index) ?? NSNull(),
                    ] as [String: Any]
                },
            ] as [String: Any]
        }
        return try Wording.json(["tokens": list, "labels_from": labels.source ?? NSNull(), "notes": labels.notes])
    }
}
