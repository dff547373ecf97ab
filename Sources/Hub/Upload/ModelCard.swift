import Failures
import Files

/// The `README.md` of a repository of SAEs: what it is, how it is loaded, and figures.
public struct ModelCard: Sendable {
    /// `org/name`.
    public var repository: String
    /// The SAE's folder there.
    public var id: String
    /// The language model: a name on the Hub, or TransformerLens'.
    public var model: String?
    /// Where in the model it reads: `blocks.12.hook_resid_post`.
    public var hook: String?
    /// The data that it was trained on: a name on the Hub.
    public var dataset: String?
    /// What else is said of it, in order: "architecture", "batchtopk"; "L0", "64.2".
    public var figures: [(name: String, value: String)] = []
    /// Paragraphs of Markdown at the end.
    public var remarks = ""

    public init(repository: String, id: String) {
        self.repository = repository
        self.id = id
    }

    /// Markdown with the tags in front by which the Hub finds it.
    public var text: String {
        var text = "---\nlibrary_name: saelens\ntags:\n- saelens\n- sparse-autoencoder\n"
        // The Hub refuses a card that names what is not there: only what has the form of its names is one.
        if let model, ModelCard.isHubName(model) { text += "base_model: \(model)\n" }
        if let dataset, ModelCard.isHubName(dataset) { text += "datasets:\n- \(dataset)\n" }
        text += "---\n\n# \(ModelCard.plain(repository.split(separator: "/").last.map(String.init) ?? repository))\n\n"
        text += "A sparse autoencoder"
        if let model { text += " of \(ModelCard.code(model))" }
        if let hook { text += " at \(ModelCard.code(hook))" }
        text += ", made with orthosae, in the form of SAELens.\n\n"
        var rows = [("SAE", ModelCard.code(id))]
        if let dataset { rows.append(("trained on", ModelCard.code(dataset))) }
        rows += figures.map { (ModelCard.plain($0.name), ModelCard.plain($0.value)) }
        text += "| | |\n|---|---|\n" + rows.map { "| \($0.0) | \($0.1) |\n" }.joined()
        text += """

            ## Loading it

            With SAELens:

            ```python
            from sae_lens import SAE

            sae = SAE.from_pretrained(\(JSONText.quoted(repository)), \(JSONText.quoted(id)))
            ```

            With orthosae:

            ```
            orthosae inspect hf:\(repository)/\(id)
            ```

            """
        return remarks.isEmpty ? text : "\(text)\n\(remarks)\n"
    }

    private static func isHubName(_ text: String) -> Bool { text.contains("/") && RepositoryName.isPossible(text) }

    /// Text that is no Markdown, on one line.
    private static func plain(_ text: String) -> String {
        var out = ""
        for character in text.oneLine(atMost: 400) {
            if "\\`*_{}[]<>#|".contains(character) { out.append("\\") }
            out.append(character)
        }
        return out
    }

    private static func code(_ text: String) -> String {
        let line = text.oneLine(atMost: 200).filter { $0 != "`" }
        return "`\(line.replacing("|", with: "\\|"))`"
    }
}
