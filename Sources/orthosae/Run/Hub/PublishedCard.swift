import Autoencoders
import Files
import Foundation
import Hub
import Records
import SAEFiles

/// The page of a repository that an SAE is uploaded to: what it is, and the figures that lie beside it.
enum PublishedCard {
    static func text(of contents: SAEContents, at folder: URL, in repository: String, as id: String) -> String {
        let (sae, about) = (contents.autoencoder, contents.description)
        var card = ModelCard(repository: repository, id: id)
        // By the Hub's name where the run says it, which the card links to.
        let hub = RunPaths.model(ofRunAt: folder.filePath).flatMap { try? Places.hubModel($0) }.flatMap(\.self)
        card.model = hub?.repository.id ?? (about.modelName.isEmpty ? nil : about.modelName)
        card.hook = about.hookName.isEmpty ? nil : about.hookName
        card.dataset = about.dataset.isEmpty ? nil : about.dataset.split(separator: "@").first.map(String.init)
        card.figures = [
            ("latents", Wording.count(sae.latents)), ("width", Wording.count(sae.width)),
            ("activation function", sae.configuration.activation.rawValue),
        ]
        if !about.trainedAs.isEmpty { card.figures.append(("trained as", about.trainedAs)) }
        if about.trainingTokens > 0 { card.figures.append(("training tokens", Wording.count(about.trainingTokens))) }
        if let l0 = contents.alarm.l0 { card.figures.append(("L0", Wording.figure(l0))) }
        card.figures += evaluated(folder)
        return card.text
    }

    /// What `orthosae evaluate` left of the core evaluation beside the run's SAE.
    private static func evaluated(_ folder: URL) -> [(name: String, value: String)] {
        let core = folder.deletingLastPathComponent().appending(path: "\(FileNames.evaluations)/core")
        guard folder.lastPathComponent == FileNames.finished,
            let name = (try? FolderListing(core.filePath))?.names.first(where: { $0.hasSuffix("_eval_results.json") }),
            let metrics = try? JSONTree(file: core.appending(path: name))["eval_result_metrics"]
        else { return [] }
        let wanted = [
            ("explained variance", "reconstruction_quality", "explained_variance"),
            ("cross-entropy score", "model_performance_preservation", "ce_loss_score"),
            ("L0 (evaluation)", "sparsity", "l0"),
        ]
        return wanted.compactMap { title, group, key in
            metrics[group]?[key]?.double.flatMap { $0.isFinite ? (title, Wording.figure($0)) : nil }
        }
    }
}
