public import Failures
import Files
import Foundation

/// Where training text lies: files, each in a format told by its name.
public enum Corpus {
    /// What a corpus file holds.
    public enum Format: String, Sendable, Codable, CaseIterable {
        /// Plain text: the file is one document.
        case text
        /// One JSON object a line with the document under `text`, other keys passed over (the Pile's layout).
        case jsonLines
    }

    /// The names' endings that are read, and as what; `.zst` files are decompressed on the way.
    static let endings: [(ending: String, format: Format)] = [
        (".txt", .text), (".txt.zst", .text), (".jsonl", .jsonLines), (".jsonl.zst", .jsonLines),
    ]

    /// A file's format, nil when its ending is none of `.txt`, `.jsonl`, `.txt.zst` and `.jsonl.zst`.
    public static func format(of file: String) -> Format? {
        endings.first { file.lowercased().hasSuffix($0.ending) }?.format
    }

    /// The corpus files that paths stand for, in the order given; a folder stands for those directly in it that
    /// have a known ending, sorted by name (as bytes).
    ///
    /// - Throws: `Failure`: `.usage` without a path, `.missingInput` for a path that is not there or a folder
    ///   without corpus files, `.badData` for a file with another ending and for a name that is not UTF-8, `.io` for what
    ///   is no regular file and for a folder that cannot be listed.
    public static func files(at paths: [String]) throws(Failure) -> [String] {
        guard !paths.isEmpty else { throw Failure(.usage, "no corpus file is named") }
        var files: [String] = []
        for path in paths {
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
                files += try filesInFolder(path)
            } else if format(of: path) != nil {
                _ = try InputFile(path)
                files.append(path)
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
        return files
    }

    private static var endingList: String { endings.map(\.ending).joined(separator: ", ") }

    private static func filesInFolder(_ folder: String) throws(Failure) -> [String] {
        let listing = try FolderListing(folder)
        if let foreign = listing.foreign.first(where: { format(of: $0) != nil }) {
            throw Failure(
                .badData, "the name of a file in it, \(foreign.quoted), is not UTF-8", at: folder,
                remedy: "rename the file, or take it out of the folder")
        }
        let known = listing.names.filter { format(of: $0) != nil && !$0.hasPrefix(".") }
        guard !known.isEmpty else {
            throw Failure(.missingInput, "the folder holds no corpus file (\(endingList))", at: folder)
        }
        return known.map { URL(filePath: folder).appending(path: $0).path(percentEncoded: false) }
    }
}
