public import Failures
import Files
import Foundation
import Tables

/// Where training text lies: files, each in a format told by its name.
public enum Corpus {
    /// What a corpus file holds.
    public enum Format: String, Sendable, Codable, CaseIterable {
        /// Plain text: the file is one document.
        case text
        /// One JSON object a line with the document, or its ids, in one field; other keys are passed over (the Pile's
        /// and C4's layout).
        case jsonLines
        /// Rows and named columns, of which one is read: CSV, tab-separated values, Parquet, Arrow.
        case table
    }

    /// Endings that may stand alone or before that of a compression.
    private static let packable: [(ending: String, format: Format)] = [
        (".txt", .text), (".jsonl", .jsonLines), (".json", .jsonLines), (".csv", .table), (".tsv", .table),
    ]
    /// Those that compress by themselves.
    private static let others: [(ending: String, format: Format)] = [(".parquet", .table), (".arrow", .table)]

    /// Every ending of a file that can be read, with the dot: ".parquet", ".jsonl.zst".
    public static var readableEndings: [String] {
        others.map(\.ending) + packable.flatMap { packed in [packed.ending] + DecompressedFile.endings.map { packed.ending + $0 } }
    }

    /// As messages name them.
    static let endingList = "\((packable + others).map(\.ending).joined(separator: ", ")), the first five perhaps with .gz or .zst behind"

    /// The ending that tells a file's format, and the format.
    static func ending(of file: String) -> (ending: String, format: Format)? {
        var name = file.lowercased()
        if let found = others.first(where: { name.hasSuffix($0.ending) }) { return found }
        if let packing = DecompressedFile.endings.first(where: name.hasSuffix) { name.removeLast(packing.count) }
        return packable.first { name.hasSuffix($0.ending) }
    }

    /// Whether a file's name says that it is compressed as a whole.
    static func isPacked(_ file: String) -> Bool { DecompressedFile.endings.contains { file.lowercased().hasSuffix($0) } }

    /// A file's format; nil when its ending is none of `.txt`, `.jsonl`, `.json`, `.csv`, `.tsv` (each perhaps with `.gz`
    /// or `.zst` behind it), `.parquet` and `.arrow`.
    public static func format(of file: String) -> Format? { ending(of: file)?.format }

    /// The corpus files that paths stand for, in the order given: see `listing(at:)`.
    ///
    /// - Throws: `Failure` as `listing(at:)` does.
    public static func files(at paths: [String]) throws(Failure) -> [String] { try listing(at: paths).files }

    /// The corpus files that paths stand for, in the order given, and what a person should know of the choice.
    ///
    /// A folder stands for those directly in it that have a known ending, sorted by name (as bytes); for those that its
    /// `state.json` names where `save_to_disk` wrote it (of several splits, `train`); of files named as the Hub names
    /// splits (`train-00000-of-00002.parquet`), for those of `train`.
    ///
    /// - Throws: `Failure`: `.usage` without a path, `.missingInput` for a path that is not there or a folder
    ///   without corpus files, `.badData` for a file with another ending, for a folder with files of several kinds and
    ///   for a name that is not UTF-8, `.io` for what is no regular file and for a folder that cannot be listed.
    public static func listing(at paths: [String]) throws(Failure) -> CorpusListing {
        guard !paths.isEmpty else { throw Failure(.usage, "no corpus file is named") }
        var listing = CorpusListing()
        for path in paths {
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
                try CorpusFolder(path).add(to: &listing)
            } else if format(of: path) != nil {
                _ = try InputFile(path)
                listing.files.append(path)
            } else if !FileManager.default.fileExists(atPath: path) {
                // A misspelt file has one of the endings; what has none may be a data set's name.
                throw SystemCall.failure(
                    ENOENT, "cannot be read", at: path, reading: true,
                    ifMissing: HubName.remedy(for: path, as: .dataset))
            } else {
                throw Failure(
                    .badData, "not a corpus file: its name ends in none of \(endingList)", at: path,
                    remedy: "rename it, or convert it to one of these")
            }
        }
        return listing
    }
}

/// The files that paths stand for.
public struct CorpusListing: Sendable, Equatable {
    /// In the order in which they are read.
    public var files: [String] = []
    /// What was left out, a sentence each: "of the splits in DIR only 'train' is read".
    public var notes: [String] = []

    public init() {}
}
