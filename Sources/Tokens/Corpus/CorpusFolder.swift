import Failures
import Files
import Foundation
import Tables

/// A folder that was named as corpus.
struct CorpusFolder {
    let path: String
    private let listing: FolderListing

    /// Throws: `Failure` as `FolderListing` does; `.badData` for a corpus file whose name is not UTF-8.
    init(_ path: String) throws(Failure) {
        self.path = path
        listing = try FolderListing(path)
        if let foreign = listing.foreign.first(where: { Corpus.format(of: $0) != nil }) {
            throw Failure(
                .badData, "the name of a file in it, \(foreign.quoted), is not UTF-8", at: path,
                remedy: "rename the file, or take it out of the folder")
        }
    }

    /// The folder's corpus files, in order. Throws: `Failure` as `Corpus.listing(at:)` does.
    func add(to found: inout CorpusListing) throws(Failure) {
        if isSaved { return try addSaved(to: &found) }
        var names = listing.names.filter { Corpus.format(of: $0) != nil && !$0.hasPrefix(".") }
        // What tools write beside data; and a lone description is no data beside files of another kind.
        names.removeAll { CorpusFolder.descriptions.contains($0.lowercased()) }
        let others = names.filter { !$0.lowercased().hasSuffix(".json") }
        if !others.isEmpty { names = others }
        guard !names.isEmpty else { throw nothing() }
        try requireOneKind(names)
        let split = CorpusFolder.trainSplit(of: names)
        if split.count < names.count {
            found.notes.append("of the \(names.count) files in \(path) the \(split.count) of the split 'train' are read")
        }
        found.files += split.map(place)
    }

    /// JSON files that say something about a data set.
    private static let descriptions: Set<String> = [
        "dataset_info.json", "dataset_infos.json", "state.json", "sae_lens.json", "config.json", "cfg.json",
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
    ]

    private func place(_ name: String) -> String {
        URL(filePath: path).appending(path: name).path(percentEncoded: false)
    }

    /// Files of different kinds are seldom one corpus: a licence as `.txt` beside data, a table of labels beside text.
    private func requireOneKind(_ names: [String]) throws(Failure) {
        func kind(_ name: String) -> String {
            let ending = Corpus.ending(of: name)?.ending ?? ""
            return [".txt": "text", ".jsonl": "text", ".json": "text", ".csv": "delimited", ".tsv": "delimited"][ending] ?? ending
        }
        guard let first = names.first, let other = names.first(where: { kind($0) != kind(first) }) else { return }
        throw Failure(
            .badData, "the folder holds files of more than one kind: \(first.quoted) and \(other.quoted)", at: path,
            remedy: "name the files that are meant, or move the others")
    }

    /// Of files that are named as the Hub names its splits, `train-00000-of-00002.parquet` and
    /// `c4-train.00000-of-01024.json.gz`, those of `train`; all files where there is no such split.
    static func trainSplit(of names: [String]) -> [String] {
        let splits = names.map(split)
        guard splits.contains("train"), splits.allSatisfy({ $0 != nil }) else { return names }
        return zip(names, splits).filter { $0.1 == "train" }.map(\.0)
    }

    /// The word before `00000-of-00002` in a name.
    private static func split(_ name: String) -> String? {
        let parts = name.split { "-._".contains($0) }
        guard let of = parts.firstIndex(of: "of"), of >= 2, of + 1 < parts.count else { return nil }
        guard parts[of - 1].allSatisfy(\.isNumber), parts[of + 1].allSatisfy(\.isNumber) else { return nil }
        return parts[of - 2].lowercased()
    }

    /// Whether Hugging Face's `datasets` wrote the folder: by `save_to_disk`, or as its cache of prepared data, in which
    /// other files lie too.
    private var isSaved: Bool {
        let names = listing.names
        return names.contains("dataset_dict.json") || names.contains("state.json")
            || names.contains("dataset_info.json") && names.contains { $0.hasSuffix(".arrow") }
    }

    private func addSaved(to found: inout CorpusListing) throws(Failure) {
        do throws(Failure) {
            found.files += try SavedDataset.files(path)
        } catch {
            // Several splits.
            guard error.kind == .usage else { throw error }
            found.files += try SavedDataset.files(path, split: "train")
            found.notes.append("of the splits in \(path) 'train' is read")
        }
    }

    private func nothing() -> Failure {
        let folders = listing.names.filter { name in
            guard let inner = try? FolderListing(place(name)) else { return false }
            return inner.names.contains { Corpus.format(of: $0) != nil }
        }
        return Failure(
            .missingInput, "the folder holds no corpus file (\(Corpus.endingList))", at: path,
            remedy: folders.isEmpty ? nil : "name a folder in it: \(folders.prefix(8).map(\.quoted).joined(separator: ", "))")
    }
}
