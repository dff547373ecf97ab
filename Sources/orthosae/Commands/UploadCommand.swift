import ArgumentParser
import Engine
import Failures
import Files
import Foundation
import Hub
import SAEFiles

/// `orthosae upload`.
struct UploadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upload", abstract: "Uploads a finished SAE to the Hugging Face Hub, where SAELens loads it by name.",
        discussion: """
            The SAE becomes a folder of the repository: SAE.from_pretrained("org/name", "ID") loads it, and orthosae takes \
            hf:org/name/ID. The repository is made where there is none; its README.md is written only where it has none. \
            Nothing is seen by anybody before the last step, the commit: an upload that was interrupted is begun again, and \
            large files that have arrived are not sent twice.

            EXAMPLES
              orthosae upload runs/topk me/my-saes --dry-run
              orthosae upload runs/topk me/my-saes --id layer_5/topk_64 --private
              orthosae upload my-sae org/saes --create-pr

            The token is HF_TOKEN, or what 'hf auth login' left; it must be allowed to write. HF_ENDPOINT names another Hub.
            """)

    @Argument(help: "A run folder or a folder with a finished SAE in SAELens' layout.")
    var sae: String

    @Argument(help: "The repository: org/name[@branch].")
    var repository: String

    @Option(help: ArgumentHelp("The SAE's folder in the repository; otherwise the run's name.", valueName: "path"))
    var id: String?

    @Flag(name: .customLong("private"), help: "Make a new repository private.")
    var isPrivate = false

    @Flag(name: .customLong("create-pr"), help: "Propose the change as a pull request instead of making it.")
    var asPullRequest = false

    @Option(help: ArgumentHelp("The commit's first line.", valueName: "text"))
    var message: String?

    @Flag(help: "Say what would be sent, and send nothing.")
    var dryRun = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        guard let place = try HubPlace.parse(repository, endpoint: HubAccess.environment().endpoint, isFolder: { _ in false }),
            place.path.isEmpty
        else {
            throw Failure(.usage, "is no name of a repository", at: repository, remedy: "write org/name")
        }
        let folder = try FinishedFolder.find(sae)
        var upload = try HubUpload(folder: folder.filePath, to: place.repository, as: id ?? UploadCommand.name(of: folder))
        upload.isPrivate = isPrivate
        upload.asPullRequest = asPullRequest
        upload.summary = message
        // What is uploaded is whole, and loads.
        let contents = try SAEFile.read(folder, engine: ComputeEngine(threads: 1))
        upload.card = PublishedCard.text(of: contents, at: folder, in: place.repository.id, as: upload.id)
        let plan = try UploadPlan(upload)
        if dryRun { return Terminal.print(json ? try UploadSummary.json(plan) : UploadSummary.text(plan)) }
        let result = try HubAccess.hub().upload(plan)
        Terminal.print(json ? try UploadSummary.json(result, plan) : UploadSummary.text(result, plan))
    }

    /// What a run is called, or the folder of an SAE without its run.
    private static func name(of folder: URL) -> String {
        let path = URL(filePath: RunPaths.absolute(folder.filePath)).pathComponents.filter { $0 != "/" }
        return (path.last == "sae" && path.count > 1 ? path[path.count - 2] : path.last) ?? "sae"
    }
}
