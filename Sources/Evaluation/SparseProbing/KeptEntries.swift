import Failures
import Files
import Foundation
import TensorFiles

/// Finished data sets of an evaluation, kept in a folder so that an interrupted one goes on where it was. A file's name
/// is a hash of everything its figures depend on: another SAE, model, text, seed or setting finds nothing.
struct KeptEntries {
    /// The figures of one SAE on one data set.
    struct Figures: Codable, Equatable {
        var channels: ProbeFigures
        var latents: ProbeFigures
        var times: PoolingPass.Times
    }

    /// What a file holds: the figures, and the SHA-256 of their text.
    private struct Contents: Codable {
        let sha256: String
        let figures: String
    }

    let folder: URL

    /// Changes when the figures' meaning does.
    private static let version = "3"

    private func file(_ key: [String]) -> URL {
        folder.appending(path: "probing-\(ContentHash.digits(of: [Self.version] + key).prefix(32)).json")
    }

    /// What was kept under a key; nil: nothing.
    ///
    /// Throws `Failure(.badData)` for a file that is not what was written.
    func read(_ key: [String]) throws -> Figures? {
        let path = file(key).path(percentEncoded: false)
        guard let data = try WholeFile.dataIfPresent(file(key)) else { return nil }
        let what = "the figures of a finished data set"
        let contents = try JSONCoding.read(Contents.self, from: data, at: path, as: what)
        guard contents.sha256 == ContentHash.digits(of: [contents.figures]) else {
            throw Failure(.badData, "these are not \(what)", at: path)
        }
        return try JSONCoding.read(Figures.self, from: Data(contents.figures.utf8), at: path, as: what)
    }

    /// Keeps figures under a key, whole or not at all. Throws `Failure(.io)`.
    func write(_ figures: Figures, _ key: [String]) throws {
        try NewFolders.make(folder)
        let text = String(decoding: try JSONCoding.data(figures, .part, as: "figures"), as: UTF8.self)
        let contents = Contents(sha256: ContentHash.digits(of: [text]), figures: text)
        try AtomicFile.write(try JSONCoding.data(contents, .part, as: "figures"), to: file(key))
    }
}
