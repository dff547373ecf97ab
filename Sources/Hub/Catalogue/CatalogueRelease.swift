/// A group of SAEs that were published together, under one name in SAELens' list.
public struct CatalogueRelease: Sendable, Equatable {
    public var name: String
    /// `org/name` on the Hub.
    public var repository: String
    /// The language model, as SAELens calls it.
    public var model: String
    /// SAELens' word for the format; nil: SAELens' own folders.
    public var conversion: String?
    /// Settings that replace those in the SAEs' files; see `CatalogueEntry.overrides`.
    public var overrides: [String: String]
    /// How many SAEs there are.
    public var count: Int

    /// Whether a model by that name is this one: the same last part in any case, so that `google/gemma-2-2b` finds
    /// `gemma-2-2b`, and GPT-2 under both its names.
    func isFor(_ model: String) -> Bool { CatalogueRelease.key(self.model) == CatalogueRelease.key(model) }

    private static func key(_ model: String) -> String {
        let last = (model.split(separator: "/").last.map(String.init) ?? model).lowercased()
        return last == "gpt2-small" ? "gpt2" : last
    }
}
