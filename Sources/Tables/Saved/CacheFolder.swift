import Failures
import Files
import Foundation

/// A folder of Hugging Face's cache of prepared data: `name/config/version/hash/`, in it `NAME-SPLIT.arrow` or
/// `NAME-SPLIT-NNNNN-of-NNNNN.arrow`.
enum CacheFolder {
    /// The files of a split, in order. A folder above one that holds files stands for it where there is no other.
    ///
    /// Throws as `SavedFolder.files` does.
    static func files(_ folder: String, split: String?) throws(Failure) -> [String] {
        let (folder, files) = try deepest(folder, levels: 4)
        var splits: [(name: String, files: [String])] = []
        for file in files {
            let name = self.split(of: file)
            if splits.last?.name == name { splits[splits.count - 1].files.append(file) } else { splits.append((name, [file])) }
        }
        let names = splits.map(\.name)
        guard let split else {
            guard splits.count == 1 else {
                throw Failure(
                    .usage, "holds several parts: \(SavedFolder.names(names))", at: folder,
                    remedy: "name one, or the .arrow files themselves")
            }
            return splits[0].files.map { SavedFolder.path(folder, $0) }
        }
        guard let chosen = splits.first(where: { $0.name == split || $0.name.hasSuffix("-\(split)") }) else {
            throw Failure(.usage, "has no split \(split.quoted)", at: folder, remedy: Spelling.advice(for: split, among: names))
        }
        return chosen.files.map { SavedFolder.path(folder, $0) }
    }

    private static func deepest(_ folder: String, levels: Int) throws(Failure) -> (folder: String, files: [String]) {
        let names = try FolderListing(folder).names
        // `datasets` leaves what `map` and `filter` gave, under names that say nothing, beside the data.
        let files = names.filter { name in
            name.hasSuffix(".arrow") && !["cache-", "tmp", "."].contains(where: name.hasPrefix)
        }
        guard files.isEmpty else { return (folder, files) }
        let inner = names.filter { !$0.hasPrefix(".") && !$0.hasSuffix(".incomplete") && isFolder(SavedFolder.path(folder, $0)) }
        guard inner.count <= 1 || levels == 0 else {
            throw Failure(
                .usage, "holds no .arrow files but the folders \(SavedFolder.names(inner))", at: folder,
                remedy: "name the one that is meant")
        }
        guard let only = inner.first, levels > 0 else {
            throw Failure(
                .missingInput, "holds no .arrow files", at: folder,
                remedy: "name a folder of save_to_disk, one of Hugging Face's cache, or a file")
        }
        return try deepest(SavedFolder.path(folder, only), levels: levels - 1)
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// A file's name without its ending and `-NNNNN-of-NNNNN`.
    private static func split(of file: String) -> String {
        let parts = file.dropLast(".arrow".count).split(separator: "-", omittingEmptySubsequences: false)
        let isShard = parts.count > 3 && parts[parts.count - 2] == "of" && Int(parts[parts.count - 1]) != nil
            && Int(parts[parts.count - 3]) != nil
        return parts.dropLast(isShard ? 3 : 0).joined(separator: "-")
    }
}
