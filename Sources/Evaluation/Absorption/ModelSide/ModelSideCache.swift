import Engine
import Failures
package import Foundation
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
    /// `digest(ofModel:)` of the model in use.
    let model: String

    /// SHA-256 of a model folder's configuration and weights, in hexadecimal. Reads all of them.
    ///
    /// Throws `Failure`: `.missingInput` without them, `.io`.
    package static func digest(ofModel folder: URL) throws -> String {
        let place = folder.path(percentEncoded: false)
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: place)) ?? [])
            .filter { $0 == "config.json" || $0.hasSuffix(".safetensors") }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        guard names.contains("config.json") else {
            throw Failure(.missingInput, "there is no config.json", at: place, remedy: "name a Hugging Face model folder")
        }
        let hash = SHA256()
        for name in names {
            let (digest, bytes) = try sha256(of: folder.appending(path: name))
            hash.update(data: Data("\(name) \(bytes) \(digest)\n".utf8))
        }
        return SHA256.hexadecimal(hash.finalize())
    }

    /// The place of a side made from these things.
    func entry(
        _ builder: ModelSideBuilder, plan: [PromptTokens], hook: Hookpoint, seed: UInt64
    ) throws -> Entry {
        let shared = builder.artefacts
        let hash = SHA256()
        func add(_ text: String) { hash.update(data: Data("\(text.utf8.count):\(text)".utf8)) }
        func add(_ matrix: Matrix) {
            add("\(matrix.rows) \(matrix.columns)")
            matrix.withBytes { hash.update(bufferPointer: $0) }
        }
        add("absorption 1")
        add(model)
        add(hook.name)
        // The batch is here because it decides in which blocks products are summed: equal keys, equal bits.
        add("seed \(seed) batch \(builder.settings.modelBatch)")
        for side in plan {
            add("\(side.rows.count) prompts")
            for row in side.rows { add(row.map(String.init).joined(separator: " ")) }
        }
        if let (train, test) = shared.activations {
            add(train)
            add(test)
        }
        if let probe = shared.probe {
            add(probe.weights)
            add(probe.bias)
        }
        for prompt in shared.scoredPrompts ?? [] { add("\(prompt.letter) \(prompt.text)") }
        let key = SHA256.hexadecimal(hash.finalize())
        return Entry(folder: folder.appending(path: "absorption-\(key.prefix(32))", directoryHint: .isDirectory), key: key)
    }

    static func sha256(of file: URL) throws -> (digest: String, bytes: Int) {
        do {
            let data = try Data(contentsOf: file, options: .mappedIfSafe)
            return (SHA256.hexadecimal(SHA256.hash(data: data)), data.count)
        } catch {
            throw Failure(.io, "cannot be read: \(error.localizedDescription)", at: file.path(percentEncoded: false))
        }
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
            let found = try ModelSideCache.sha256(of: tensors).digest
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
            do {
                try FileManager.default.createDirectory(
                    at: folder.deletingLastPathComponent(), withIntermediateDirectories: true)
            } catch {
                throw Failure(
                    .io, "the cache's folder cannot be made: \(error.localizedDescription)",
                    at: folder.path(percentEncoded: false))
            }
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
                    "key": .text(key), "sha256": .text(try ModelSideCache.sha256(of: tensors).digest),
                ]
                try AtomicFile.write(try manifest.text(), to: aside.appending(path: self.manifest.lastPathComponent))
            }
        }
    }
}
