public import Failures

/// A catalogue as a table of text: what `orthosae catalogue` prints.
public struct CatalogueListing: Sendable, Equatable {
    public var columns: [String]
    /// As many texts each as there are columns.
    public var rows: [[String]]

    /// The releases, of one language model or of all; see `Catalogue.releases(model:)`.
    ///
    /// Throws `.usage` where there are none for the model, with the models that there are.
    public init(_ catalogue: Catalogue, model: String? = nil) throws(Failure) {
        columns = ["release", "repository", "model", "SAEs", "at", "L0"]
        let releases = model.map { catalogue.releases(model: $0) } ?? catalogue.releases
        if let model, releases.isEmpty {
            let all = Set(catalogue.releases.map(\.model)).sorted()
            throw Failure(
                .usage, "the catalogue (\(catalogue.source)) has no SAEs of a model \(model.quoted)",
                remedy: "there are \(all.joined(separator: ", "))")
        }
        rows = []
        for release in releases {
            let entries = try catalogue.entries(of: release.name)
            rows.append([
                release.name, release.repository, release.model, "\(release.count)",
                CataloguePlaces.text(entries), CatalogueListing.range(entries.compactMap(\.l0)),
            ])
        }
    }

    /// The SAEs of a release. Throws `.usage` where there is no such release.
    public init(_ catalogue: Catalogue, release: String) throws(Failure) {
        columns = ["id", "path", "at", "L0", "explained variance"]
        rows = try catalogue.entries(of: release).map { entry in
            [
                entry.id, entry.path, CataloguePlaces.text([entry]), CatalogueListing.range([entry.l0].compactMap(\.self)),
                entry.varianceExplained.map(CatalogueListing.figure) ?? "",
            ]
        }
    }

    /// "10–166", "60", or nothing.
    private static func range(_ figures: [Double]) -> String {
        guard let least = figures.min(), let most = figures.max() else { return "" }
        return least == most ? figure(least) : "\(figure(least))–\(figure(most))"
    }

    /// A whole number where it is one, else three digits behind the point.
    private static func figure(_ value: Double) -> String {
        if let whole = Int(exactly: value) { return "\(whole)" }
        return "\(((value * 1000).rounded() / 1000))"
    }
}
