import Engine
import Failures
import Files
import Foundation
import Hashing
import LanguageModels
import TensorFiles

/// What the model's side costs to make.
struct StoredModelSide {
    let train: Matrix, test: Matrix
    let probe: LinearProbe
    let scored: Matrix
}

/// Model sides on disk, each under the hash of everything it was made from: the model's files, the prompts' token ids,
/// the hook, the seed, shared parts. A changed model is a new entry, never a stale one.
package struct ModelSideCache {
    let folder: URL
    /// `ModelDigest` of the model in use.
    let model: String

    /// The place of a side made from these things.
    func entry(
        _ builder: ModelSideBuilder, plan: [PromptTokens], hook: Hookpoint, seed: UInt64
    ) throws -> Entry {
        let hash = ContentHash()
        // The batch is here because it decides in which blocks products are summed: equal keys, equal bits.
        hash.add(["absorption 2", model, hook.name, "seed \(seed) batch \(builder.settings.modelBatch)"])
        for side in plan { hash.add(side.rows.map { row in row.map(String.init).joined(separator: " ") }) }
        builder.artefacts.addModelSide(to: hash)
        let key = hash.digits()
        return Entry(folder: folder.appending(path: "absorption-\(key.prefix(32))", directoryHint: .isDirectory), key: key)
    }
}

extension ModelSideCache {
    /// One side's folder: `activations.safetensors`, and `manifest.json` with its SHA-256.
    struct Entry {
        let folder: URL
        let key: String

        private var tensors: URL { folder.appending(path: "activations.safetensors") }
        private var manifest: URL { folder.appending(path: "manifest.json") }

        /// nil where there is no such entry.
        ///
        /// Throws `Failure` where what is there is not what was written.
        func read(width: Int, plan: FirstLetterPlan) throws -> StoredModelSide? {
            guard FileManager.default.fileExists(atPath: folder.path(percentEncoded: false)) else { return nil }
            let written = try JSONTree(file: manifest)
            let found = try FileHash.sha256(of: tensors).digest
            guard written["key"]?.string == key, written["sha256"]?.string == found else {
                throw Failure(
                    .badData, "the activations are not those that the manifest beside them lists",
                    at: tensors.path(percentEncoded: false))
            }
            let file = try SafetensorsFile(tensors)
            let scored = try file.matrix("scored")
            guard scored.columns == width else {
                throw Failure(.badData, "activations of width \(scored.columns)", at: file.path)
            }
            return StoredModelSide(
                train: try file.matrix("train", shape: [plan.train.count, width]),
                test: try file.matrix("test", shape: [plan.test.count, width]),
                probe: LinearProbe(
                    weights: try file.matrix("probe.weight", shape: [FirstLetter.count, width]),
                    bias: try file.matrix("probe.bias", shape: [1, FirstLetter.count])),
                scored: scored)
        }

        /// Puts the entry there, whole or not at all, in the place of a damaged one. Throws `Failure(.io)`.
        func write(_ side: StoredModelSide) throws {
            let cache = folder.deletingLastPathComponent()
            try NewFolders.make(cache)
            // Two evaluations may share the cache: one waits while the other writes.
            let lock = try FolderLock(cache, patience: 120)
            defer { withExtendedLifetime(lock) {} }
            var writer = SafetensorsWriter()
            writer.add("train", side.train)
            writer.add("test", side.test)
            writer.add("probe.weight", side.probe.weights)
            writer.add("probe.bias", side.probe.bias)
            writer.add("scored", side.scored)
            try AtomicFolder.build(folder, replacing: true) { aside in
                let tensors = aside.appending(path: self.tensors.lastPathComponent)
                try writer.write(to: tensors)
                let manifest: JSONTree = [
                    "key": .text(key), "sha256": .text(try FileHash.sha256(of: tensors).digest),
                ]
                try AtomicFile.write(try manifest.text(), to: aside.appending(path: self.manifest.lastPathComponent))
            }
        }
    }
}
