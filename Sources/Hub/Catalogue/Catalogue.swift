public import Failures
import Files

/// SAELens' list of published SAEs: which repository and folder a name such as
/// `gemma-scope-2b-pt-res-canonical/layer_12/width_16k/canonical` stands for.
public struct Catalogue: Sendable {
    /// Where the list is from: "sae-lens 6.54.12, 2026-11-28", or its file.
    public let source: String
    /// SHA-256 of SAELens' own file, in hexadecimal.
    public let digest: String
    /// In the list's order.
    public let releases: [CatalogueRelease]
    private let content: Content
    private let indices: [String: Int]

    /// A release's SAEs: in a table that is read where it is asked for, or read already.
    enum Content: Sendable { case table(CatalogueTable), read([[CatalogueEntry]]) }

    /// The list that this program carries. Its notice is `notice`.
    public static func builtIn() throws(Failure) -> Catalogue {
        let text = SAELensList.table
        let table = try CatalogueTable([UInt8](UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)))
        return Catalogue(
            source: "sae-lens \(table.version), \(table.date)", digest: table.digest, releases: table.releases,
            content: .table(table))
    }

    /// SAELens' licence, under which its list is passed on.
    public static var notice: String { "\(SAELensList.notice)" }

    init(source: String, digest: String, releases: [CatalogueRelease], content: Content) {
        self.source = source
        self.digest = digest
        self.releases = releases
        self.content = content
        indices = Dictionary(releases.indices.map { (releases[$0].name, $0) }) { _, last in last }
    }

    public func release(named name: String) -> CatalogueRelease? { indices[name].map { releases[$0] } }

    /// The SAEs of a release, in the list's order. Throws `.usage` where there is no such release.
    public func entries(of release: String) throws(Failure) -> [CatalogueEntry] { try entries(of: release, only: nil) }

    private func entries(of release: String, only id: String?) throws(Failure) -> [CatalogueEntry] {
        guard let index = indices[release] else { throw unknown(release) }
        switch content {
        case .table(let table): return try table.entries(ofRelease: index, only: id)
        case .read(let entries): return entries[index].filter { id == nil || $0.id == id }
        }
    }

    /// The releases for a language model: `gemma-2-2b`, `google/gemma-2-2b`; where there are none, those whose model's
    /// name contains the text.
    public func releases(model: String) -> [CatalogueRelease] {
        let exact = releases.filter { $0.isFor(model) }
        let part = model.lowercased()
        return exact.isEmpty ? releases.filter { $0.model.lowercased().contains(part) } : exact
    }

    /// What `release/id` stands for, split at the first slash; see `entry(release:id:)`.
    ///
    /// `org/name/folder` is a repository of that name and its folder, where there is no release `org`, nor one that is a
    /// letter or two away.
    public func entry(_ name: String) throws(Failure) -> CatalogueEntry {
        guard let slash = name.firstIndex(of: "/") else { throw unknown(name) }
        let release = String(name[..<slash]), rest = name[name.index(after: slash)...]
        if indices[release] == nil, let next = rest.firstIndex(of: "/"), !isMisspelt(release) {
            return try entry(release: "\(release)/\(rest[..<next])", id: String(rest[rest.index(after: next)...]))
        }
        return try entry(release: release, id: String(rest))
    }

    /// An SAE by release and id. An unknown release with a slash in it is a repository, and the id a folder there, as in
    /// SAELens.
    ///
    /// Throws `.usage` where there is no such release, or none of that id in it, with what is near.
    public func entry(release: String, id: String) throws(Failure) -> CatalogueEntry {
        if indices[release] == nil {
            let parts = release.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts.contains(""), !id.isEmpty else { throw unknown(release) }
            return CatalogueEntry(id: id, repository: release, path: id)
        }
        if let entry = try entries(of: release, only: id).last { return entry }
        throw missing(id, in: release, try entries(of: release).map(\.id))
    }

    // MARK: What is near

    private func unknown(_ release: String) -> Failure {
        let near = Catalogue.near(release, among: releases.map(\.name))
        return Failure(
            .usage, "there is no release \(release.quoted) in the catalogue (\(source))",
            remedy: "\(near)orthosae catalogue lists them; a repository of the Hub is written hf:org/name/folder")
    }

    private func missing(_ id: String, in release: String, _ ids: [String]) -> Failure {
        let repository = self.release(named: release)?.repository
        // The releases of one repository differ in which ids they have: "canonical" is one of its own.
        let other = releases.first {
            $0.name != release && $0.repository == repository && (try? entries(of: $0.name, only: id))?.isEmpty == false
        }
        let near = other.map { "it is in the release \($0.name); " } ?? Catalogue.near(id, among: ids)
        return Failure(
            .usage, "the release \(release.quoted) has no SAE \(id.quoted)",
            remedy: "\(near)orthosae catalogue \(release) lists all \(ids.count)")
    }

    /// Whether a name is a release's, or one's but for a letter or two.
    public func mayMean(release name: String) -> Bool { indices[name] != nil || isMisspelt(name) }

    private func isMisspelt(_ name: String) -> Bool {
        guard name.utf8.count <= 200, let near = Spelling.nearest(to: name, among: releases.map(\.name)) else { return false }
        return Spelling.distance(Array(name.utf8), Array(near.utf8)) <= 2
    }

    /// "did you mean 'x'? " where something is near; a name too long to be one is not compared.
    private static func near(_ word: String, among names: [String]) -> String {
        guard word.utf8.count <= 200, let name = Spelling.nearest(to: word, among: names) else { return "" }
        return "did you mean \(name.quoted)? "
    }
}
