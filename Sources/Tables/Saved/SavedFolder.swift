import Failures
import Files
import Foundation

/// The Arrow files of a folder that Hugging Face's `datasets` wrote, in order.
enum SavedFolder {
    /// What `save_to_disk` writes: a list of the files, and of a dictionary of splits their names.
    static let state = "state.json", dictionary = "dataset_dict.json"
    /// What describes the data in a cache and in a saved folder.
    static let info = "dataset_info.json"

    /// - Parameter split: which part is meant where there are several; nil: the only one.
    ///
    /// Throws: `Failure(.usage)` where there are several and none is named, `.missingInput` for a folder that holds no such
    /// data, `.badData` for a list of files that cannot be followed.
    static func files(_ folder: String, split: String?) throws(Failure) -> [String] {
        let names = Set(try FolderListing(folder).names)
        if names.contains(dictionary) { return try splits(folder, split) }
        if names.contains(state) { return try listed(folder) }
        return try CacheFolder.files(folder, split: split)
    }

    private static func splits(_ folder: String, _ split: String?) throws(Failure) -> [String] {
        let list = path(folder, dictionary)
        guard let splits = try JSONFile.value(list)["splits"]?.array?.compactMap(\.string), !splits.isEmpty else {
            throw Failure(.badData, "names no splits", at: list, remedy: "save the data set again")
        }
        guard let split else {
            throw Failure(
                .usage, "holds the splits \(names(splits)), each a folder in it", at: folder,
                remedy: "name one of them: \(path(folder, splits[0].oneLine(atMost: 60)))")
        }
        guard splits.contains(split) else {
            throw Failure(.usage, "has no split \(split.quoted)", at: folder, remedy: Spelling.advice(for: split, among: splits))
        }
        return try listed(path(folder, try plain(split, list)))
    }

    private static func listed(_ folder: String) throws(Failure) -> [String] {
        let file = path(folder, state), state = try JSONFile.value(file)
        for key in ["_indices_files", "_indices_data_files"] where state[key]?.array?.isEmpty == false {
            throw Failure(
                .badData, "its rows are chosen and ordered by a file of indices (\(key))", at: file,
                remedy: "save it with the rows in their order: ds.flatten_indices().save_to_disk(...)")
        }
        let listed = state["_data_files"]?.array?.map { $0["filename"]?.string }
        guard let names = listed, !names.isEmpty, !names.contains(nil) else {
            throw Failure(.badData, "names no data files", at: file, remedy: "save the data set again")
        }
        var paths: [String] = []
        for name in names.compactMap(\.self) { paths.append(path(folder, try plain(name, file))) }
        return paths
    }

    /// A name that stays in the folder.
    private static func plain(_ name: String, _ place: String) throws(Failure) -> String {
        guard !name.isEmpty, name != ".", name != "..", !name.utf8.contains(UInt8(ascii: "/")), !name.utf8.contains(0) else {
            throw Failure(.badData, "names the file \(name.quoted), which is not one of its folder", at: place)
        }
        return name
    }

    static func path(_ folder: String, _ name: String) -> String { URL(filePath: folder).appending(path: name).filePath }

    /// For messages, not all of very many.
    static func names(_ all: [String]) -> String {
        all.prefix(20).map(\.quoted).joined(separator: ", ") + (all.count > 20 ? " and \(all.count - 20) more" : "")
    }
}
