import Failures
import Files
import Foundation
import Tables

/// Finds the files of a data set's records in a folder: those under a plain name, or those of the Hub's own layout.
struct ProbingFiles {
    let folder: URL

    /// Where a source lies on the Hub.
    private struct Repository {
        /// `org/name`.
        var name: String
        /// Of a data set with several; a folder in it.
        var configuration: String?
        var split: String
    }

    /// The files of a source, in the order of their records; at least one.
    ///
    /// - Parameter name: a file, with its ending or without; or a folder of files.
    /// - Throws: `MissingSource` where there is none; `Failure` for a folder that cannot be listed.
    func files(of name: String) throws -> [String] {
        let names = TableReader.Format(file: name) != nil ? [name] : TableReader.Format.endings.map { "\(name).\($0)" }
        for name in names {
            let path = path(name)
            if FileManager.default.fileExists(atPath: path), !isFolder(path) { return [path] }
        }
        let repository = Self.repository(of: name)
        if let repository {
            for place in try places(of: repository) {
                let files = try files(of: repository, in: place)
                if !files.isEmpty { return files }
            }
        }
        let inFolder = try files(in: path(name), split: nil)
        if !inFolder.isEmpty { return inFolder }
        guard names.count > 1 else { throw MissingSource(names: names) }
        throw MissingSource(
            names: ["\(name).{jsonl,jsonl.zst,csv,tsv,parquet}"] + (repository.map { ["the folder \($0.name) of the Hub"] } ?? []))
    }

    /// Which repository holds one of the built-in sources.
    private static func repository(of name: String) -> Repository? {
        let europarl = "europarl_"
        if name.hasPrefix(europarl) {
            return Repository(
                name: "Helsinki-NLP/europarl", configuration: String(name.dropFirst(europarl.count)), split: "train")
        }
        if name == "github-code" { return Repository(name: "codeparrot/github-code", split: "train") }
        for repository in ["LabHC/bias_in_bios", "canrager/amazon_reviews_mcauley_1and5", "fancyzhx/ag_news"] {
            for split in ["train", "test"] where repository.hasSuffix("/\(name.dropLast(split.count + 1))") && name.hasSuffix("_\(split)") {
                return Repository(name: repository, split: split)
            }
        }
        return nil
    }

    /// Folders that a repository may be in: by its whole name, its last part, and as Python's cache of the Hub has it.
    private func places(of repository: Repository) throws -> [String] {
        let parts = repository.name.split(separator: "/")
        let snapshots = path("datasets--\(parts.joined(separator: "--"))/snapshots")
        let cached = isFolder(snapshots) ? try FolderListing(snapshots).names.map { "\(snapshots)/\($0)" } : []
        return [path(repository.name), path(String(parts[parts.count - 1]))] + cached
    }

    /// A split's files in a repository: in `data/` or at its top, in the configuration's folder, or, on the Hub's branch
    /// of converted files, in a folder for the split in that.
    private func files(of repository: Repository, in place: String) throws -> [String] {
        let split = repository.split
        let isSaved = FileManager.default.fileExists(atPath: "\(place)/dataset_dict.json")
        if isSaved, repository.configuration == nil { return try SavedDataset.files(place, split: split) }
        let configurations = repository.configuration.map { [$0, "data/\($0)"] } ?? ["data", "", "default", "plain_text"]
        for configuration in configurations {
            let inner = configuration.isEmpty ? place : "\(place)/\(configuration)"
            for (folder, only) in [(inner, split), ("\(inner)/\(split)", nil)] as [(String, String?)] {
                let files = try files(in: folder, split: only)
                if !files.isEmpty { return files }
            }
        }
        return []
    }

    /// The files of records in a folder, sorted by name; of one kind, the Hub's first.
    ///
    /// - Parameter split: only those whose names begin with it: `train-00000-of-00002.parquet`, `train.csv`.
    private func files(in folder: String, split: String?) throws -> [String] {
        guard isFolder(folder) else { return [] }
        let names = try FolderListing(folder).names.filter { name in
            guard let split else { return true }
            return name.hasPrefix("\(split)-") || name.hasPrefix("\(split).")
        }
        for ending in ["parquet", "arrow"] + TableReader.Format.endings {
            let found = names.filter { $0.lowercased().hasSuffix(".\(ending)") && !$0.hasPrefix(".") }
            if !found.isEmpty { return found.map { "\(folder)/\($0)" } }
        }
        return []
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }

    private func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
