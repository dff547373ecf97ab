import Evaluation
import Foundation
import Hashing
import Records
import Tokens

/// What a comparison was made from, by content, so that a reader can tell whether theirs is the same.
struct Fingerprints {
    /// `ModelDigest`; nil where shards were read and their model is not here.
    let model: String?
    /// Of one file what `sha256sum FILE` says, of several what `sha256sum FILES | sha256sum` says; nil where shards were
    /// read and their text is not here.
    let corpus: String?

    /// Reads all of the model's files and the text's.
    ///
    /// - Throws: `Failure`, for files that were named by the user.
    init(_ config: RunConfig) throws {
        guard config.world.name == nil else {
            self.model = nil
            self.corpus = nil
            return
        }
        let folder = try Places.model(config.model.path)
        func model() throws -> String { try ModelDigest.of(folder: URL(filePath: folder, directoryHint: .isDirectory)) }
        func corpus() throws -> String { try Fingerprints.of(Places.corpus(config.data.corpus)) }
        if config.data.activations == nil {
            self.model = try model()
            self.corpus = try corpus()
        } else {
            self.model = try? model()
            self.corpus = try? corpus()
        }
    }

    private static func of(_ files: [String]) throws -> String {
        let digests = try files.map { try FileHash.sha256(of: URL(filePath: $0)).digest }
        if digests.count == 1 { return digests[0] }
        return FileHash.sha256(of: zip(digests, files).map { "\($0)  \($1)\n" }.joined())
    }
}
