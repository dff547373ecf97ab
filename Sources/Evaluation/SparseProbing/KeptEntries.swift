import Failures
import Foundation
import Hashing
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

    let folder: URL

    /// Changes when the figures' meaning does.
    private static let version = "1"

    private func file(_ key: [String]) -> URL {
        let hash = SHA256()
        for part in [Self.version] + key { hash.update(data: Data("\(part.utf8.count):\(part)".utf8)) }
        return folder.appending(path: "\(SHA256.hexadecimal(hash.finalize())).json")
    }

    /// What was kept under a key; nil: nothing.
    ///
    /// - Throws: `Failure(.badData)` for a file that is not one of these.
    func read(_ key: [String]) throws -> Figures? {
        let url = file(key), path = url.path(percentEncoded: false)
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        do {
            return try JSONDecoder().decode(Figures.self, from: data)
        } catch {
            throw Failure(
                .badData, "not the figures of a finished data set", at: path,
                remedy: "delete the file; they are computed again")
        }
    }

    /// Keeps figures under a key, whole or not at all.
    func write(_ figures: Figures, _ key: [String]) throws {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw Failure(
                .io, "the folder cannot be made: \(error.localizedDescription)",
                at: folder.path(percentEncoded: false))
        }
        try AtomicFile.write(try JSONEncoder().encode(figures), to: file(key))
    }
}
