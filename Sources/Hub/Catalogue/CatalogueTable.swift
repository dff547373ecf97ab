import Failures

/// The table that `Tools/catalogue/make.py` makes of SAELens' list. Opening it reads the releases; a release's SAEs are
/// read when they are asked for.
///
/// Lines of tab-separated columns:
///
///     orthosae catalogue 1
///     sae-lens  VERSION  SHA-256 of pretrained_saes.yaml  DATE
///     RELEASES  SAES  LISTS
///     name  repository  model  conversion  list  pattern of paths  pattern of Neuronpedia's ids  settings   (a release)
///     SAES  BYTES                                                                                  (before each list)
///     id  L0  norm_scaling_factor  variance_explained  path  Neuronpedia's id                       (an SAE)
///
/// An id's first character, less "0", is how many it has in common with the one before. A path or an id that follows
/// from the pattern is empty; "-" is none. Columns that are empty to the end are left out.
struct CatalogueTable: Sendable {
    let version: String
    let digest: String
    let date: String
    let releases: [CatalogueRelease]
    private let lists: [Range<Int>]
    private let heads: [Head]
    private let bytes: [UInt8]

    private struct Head: Sendable {
        var list: Int
        var path: CataloguePattern?
        var neuronpedia: CataloguePattern?
    }

    /// Throws `.badData` for what is no such table.
    init(_ bytes: [UInt8]) throws(Failure) {
        var lines = CatalogueLines(bytes)
        guard try lines.next() == ["orthosae catalogue 1"] else { throw CatalogueLines.damaged }
        let source = try lines.next(4)
        (version, digest, date) = (source[1], source[2], source[3])
        let counts = try lines.next(3).map { Int($0) ?? -1 }
        guard counts.allSatisfy({ (0...bytes.count).contains($0) }) else { throw CatalogueLines.damaged }
        var rows: [[String]] = []
        for _ in 0..<counts[0] { rows.append(try lines.next(8)) }
        var lists: [Range<Int>] = [], saes: [Int] = []
        for _ in 0..<counts[2] {
            let sizes = try lines.next(2).map { Int($0) ?? -1 }
            lists.append(try lines.skip(sizes[1]))
            saes.append(sizes[0])
        }
        var releases: [CatalogueRelease] = [], heads: [Head] = []
        for row in rows {
            guard let list = Int(row[4]), lists.indices.contains(list) else { throw CatalogueLines.damaged }
            heads.append(Head(list: list, path: CataloguePattern(row[5]), neuronpedia: CataloguePattern(row[6])))
            releases.append(
                CatalogueRelease(
                    name: row[0], repository: row[1], model: row[2],
                    conversion: row[3].isEmpty ? nil : row[3], overrides: CatalogueTable.settings(row[7]),
                    count: saes[list]))
        }
        guard releases.reduce(0, { $0 &+ $1.count }) == counts[1] else { throw CatalogueLines.damaged }
        (self.releases, self.heads, self.lists, self.bytes) = (releases, heads, lists, bytes)
    }

    /// The SAEs of a release, in the list's order, or only those of an id. Throws `.badData`.
    func entries(ofRelease index: Int, only wanted: String? = nil) throws(Failure) -> [CatalogueEntry] {
        let wanted = wanted.map { Array($0.utf8) }
        var lines = CatalogueLines(bytes, within: lists[heads[index].list])
        var entries: [CatalogueEntry] = []
        var id: [UInt8] = []
        for _ in 0..<releases[index].count {
            let line = try lines.line()
            guard let first = line.first, first >= 48, Int(first) - 48 <= id.count else { throw CatalogueLines.damaged }
            id.removeSubrange((Int(first) - 48)...)
            id += line.dropFirst().prefix { $0 != CatalogueLines.tab }
            if let wanted, wanted != id { continue }
            entries.append(try entry(String(decoding: id, as: UTF8.self), CatalogueLines.columns(of: line, 6), ofRelease: index))
        }
        return entries
    }

    private func entry(_ id: String, _ columns: [String], ofRelease index: Int) throws(Failure) -> CatalogueEntry {
        let release = releases[index], head = heads[index]
        guard let path = columns[4].isEmpty ? head.path?.text(id: id, l0: columns[1]) : columns[4] else {
            throw CatalogueLines.damaged
        }
        var entry = CatalogueEntry(
            release: release.name, id: id, repository: release.repository, path: path, overrides: release.overrides)
        entry.model = release.model
        entry.conversion = release.conversion
        entry.l0 = Double(columns[1])
        entry.normScalingFactor = Double(columns[2])
        entry.varianceExplained = Double(columns[3])
        entry.neuronpedia = switch columns[5] {
        case "": head.neuronpedia?.text(id: id, l0: columns[1])
        case "-": nil
        default: columns[5]
        }
        return entry
    }

    /// `key=value,key=value`
    private static func settings(_ text: String) -> [String: String] {
        let pairs = text.split(separator: ",").map { $0.split(separator: "=", maxSplits: 1) }
        return Dictionary(pairs.filter { $0.count == 2 }.map { (String($0[0]), String($0[1])) }) { first, _ in first }
    }
}
