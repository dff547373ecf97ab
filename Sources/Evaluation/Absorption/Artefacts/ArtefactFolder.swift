import Engine
import Failures
import Files
public import Foundation
import TensorFiles

/// Reads the files that SAEBench's absorption evaluation leaves, for comparing two programs exactly.
///
/// A folder may hold, each alone or with others: `train_words.csv` and `test_words.csv`; beside them
/// `activations_train.npy` and `activations_test.npy`; `probe_weight.npy` and `probe_bias.npy`; and one SAE's
/// `absorption_words.json` and `k_sparse_metadata.json`.
public enum ArtefactFolder {
    /// What the folders hold, the first one that has a file giving it.
    ///
    /// Throws `Failure`: `.missingInput` for a folder that is not there, or one file of a pair without the other;
    /// `.badData` for what cannot be read.
    public static func read(_ folders: [URL]) throws -> AbsorptionArtefacts {
        for folder in folders where !FileManager.default.fileExists(atPath: folder.path(percentEncoded: false)) {
            throw FolderListing.missing(folder.path(percentEncoded: false))
        }
        func find(_ name: String) -> URL? {
            folders.map { $0.appending(path: name) }
                .first { FileManager.default.fileExists(atPath: $0.path(percentEncoded: false)) }
        }
        func pair(_ first: String, _ second: String) throws -> (URL, URL)? {
            switch (find(first), find(second)) {
            case (nil, nil): return nil
            case (let first?, let second?): return (first, second)
            case (let one, let other):
                let there = one ?? other
                throw Failure(
                    .missingInput, "stands without its other half", at: there?.path(percentEncoded: false),
                    remedy: "give \(first) and \(second) together")
            }
        }
        var artefacts = AbsorptionArtefacts()
        if let (train, test) = try pair("train_words.csv", "test_words.csv") {
            artefacts.plan = FirstLetterPlan(train: try PromptFile.read(csv: train), test: try PromptFile.read(csv: test))
            if let (x, heldOut) = try pair("activations_train.npy", "activations_test.npy") {
                artefacts.activations = (try NpyFile(x).matrix(), try NpyFile(heldOut).matrix())
            }
        }
        if let (weight, bias) = try pair("probe_weight.npy", "probe_bias.npy") {
            artefacts.probe = try probe(weight, bias)
        }
        if let words = find("absorption_words.json") { artefacts.scoredPrompts = try PromptFile.read(json: words) }
        if let ranking = find("k_sparse_metadata.json") { artefacts.ranking = try self.ranking(ranking) }
        return artefacts
    }

    private static func probe(_ weight: URL, _ bias: URL) throws -> LinearProbe {
        let w = try NpyFile(weight).matrix(), b = try NpyFile(bias).matrix()
        guard b.count == w.rows else {
            throw Failure(
                .badData, "\(b.count) biases for a probe of [\(w.rows), \(w.columns)]", at: bias.path(percentEncoded: false))
        }
        return LinearProbe(weights: w, bias: Matrix(rows: 1, columns: b.count, elements: b.toArray()))
    }

    /// `k_sparse_metadata.json`: for each letter the latents of its largest k.
    static func ranking(_ file: URL) throws -> [Int: [Int32]] {
        let place = file.path(percentEncoded: false)
        guard let entries = try JSONTree(file: file).elements else { throw Failure(.badData, "is no list", at: place) }
        var ranking: [Int: [Int32]] = [:]
        for (number, entry) in entries.enumerated() {
            guard let name = entry["letter"]?.string, let letter = FirstLetter.index(of: name),
                let latents = entry["feats"]?.elements?.map({ $0.integer.flatMap { Int32(exactly: $0) } }),
                !latents.contains(nil)
            else {
                throw Failure(.badData, "entry \(number) has no 'letter' and 'feats' of whole numbers", at: place)
            }
            let chosen = latents.compactMap { $0 }
            if chosen.count > ranking[letter]?.count ?? 0 { ranking[letter] = chosen }
        }
        return ranking
    }
}
