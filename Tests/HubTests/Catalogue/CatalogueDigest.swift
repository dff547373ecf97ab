import Failures
import Foundation
import Hashing
import Hub
import TestSupport

/// What `Tools/catalogue/make.py` says of SAELens' list, and the same computed here.
struct CatalogueFacts: Decodable {
    struct Part: Decodable {
        var releases: Int
        var digest: String
    }
    var sae_lens: String
    var yaml_sha256: String
    var releases: Int
    var saes: Int
    var digest: String
    var part: Part

    static func read() throws -> CatalogueFacts {
        try JSONDecoder().decode(CatalogueFacts.self, from: Data(contentsOf: Goldens.url("exchange/catalogue/provenance.json")))
    }
}

extension Catalogue {
    /// SHA-256 over every field of every entry, each found by its name; figures as the bits of a double.
    func contentDigest() throws -> (digest: String, entries: Int) {
        let hash = SHA256()
        var count = 0
        for release in releases {
            for listed in try entries(of: release.name) {
                let entry = try entry("\(release.name)/\(listed.id)")
                let settings = entry.overrides.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                let figures = [entry.l0, entry.normScalingFactor, entry.varianceExplained].map { figure in
                    figure.map { String(format: "%016llx", $0.bitPattern) } ?? ""
                }
                let fields = [
                    entry.release ?? "", entry.repository, entry.model ?? "", entry.conversion ?? "",
                    settings.joined(separator: ","), entry.id, entry.path,
                ] + figures + [entry.neuronpedia ?? ""]
                hash.update(data: Data((fields.joined(separator: "\t") + "\n").utf8))
                count += 1
            }
        }
        return (SHA256.hexadecimal(hash.finalize()), count)
    }
}
