import ArgumentParser
import Failures
import Hub

/// `orthosae catalogue`.
struct CatalogueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue", abstract: "Lists published SAEs by the names that SAELens gave them.",
        discussion: """
            Without an argument it lists the releases; with a release its SAEs. Any place that takes an SAE takes \
            RELEASE/ID: it is fetched into the Hugging Face cache, which Python's libraries share.

            EXAMPLES
              orthosae catalogue --model gemma-2-2b
              orthosae catalogue gpt2-small-res-jb
              orthosae inspect gpt2-small-res-jb/blocks.8.hook_resid_pre
              orthosae evaluate gemma-scope-2b-pt-res-canonical/layer_12/width_16k/canonical --model google/gemma-2-2b

            The list is SAELens' own (pretrained_saes.yaml, under its MIT licence: --notice). A newer one is taken with \
            --catalogue, or for every command with the environment variable ORTHOSAE_CATALOGUE.
            """)

    @Argument(help: "A release, to list its SAEs.")
    var release: String?

    @Option(help: ArgumentHelp("Only releases for this language model: gemma-2-2b, google/gemma-2-2b.", valueName: "name"))
    var model: String?

    @Option(help: ArgumentHelp("A list of SAELens' in place of the program's own.", valueName: "file.yaml"))
    var catalogue: String?

    @Flag(help: "Where the list is from, and SAELens' licence.")
    var notice = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if release != nil, model != nil { throw ValidationError("--model is for the list of releases") }
    }

    func run() throws {
        let catalogue = try CatalogueAccess.catalogue(catalogue)
        if notice { return Terminal.print("\(catalogue.source)\n\n\(Catalogue.notice)") }
        let listing = try release.map { try CatalogueListing(catalogue, release: $0) } ?? CatalogueListing(catalogue, model: model)
        if json {
            let rows = listing.rows.map { Dictionary(zip(listing.columns, $0)) { first, _ in first } }
            return Terminal.print(try Wording.json(["source": catalogue.source, "rows": rows]))
        }
        Terminal.print(Wording.columns([listing.columns] + listing.rows))
        Terminal.say(
            release == nil
                ? "\(Wording.count(listing.rows.count)) releases of \(catalogue.source); orthosae catalogue RELEASE lists its SAEs"
                : "\(Wording.count(listing.rows.count)) SAEs; each is named \(release ?? "")/ID")
    }
}
