import Files
import Foundation

/// Where an SAE lies: the folder, the file in it that was named, and what the path's own names say.
struct SAEPlace {
    /// As it was given.
    let url: URL
    let folder: URL
    /// The file that was named; nil where a folder was.
    let file: URL?
    /// `org/name` where the place lies in a Hub cache or the hints say so.
    let repository: String?
    /// Names of folders and of the file, outermost first: in the repository where that is known, of the whole path
    /// otherwise.
    let names: [String]

    init(_ url: URL, _ hints: SAEHints) {
        self.url = url
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: url.filePath, isDirectory: &isFolder)
        let isFile = exists && !isFolder.boolValue
        file = isFile ? url : nil
        folder = isFile ? url.deletingLastPathComponent() : url
        let path = url.absoluteURL.standardizedFileURL.pathComponents.filter { $0 != "/" }
        // Python's cache: models--org--name/snapshots/<commit>/path.
        let cached = path.lastIndex { $0.hasPrefix("models--") }.flatMap { at -> (String, [String])? in
            guard path.count > at + 2, path[at + 1] == "snapshots" else { return nil }
            return (String(path[at].dropFirst("models--".count)).replacing("--", with: "/"), Array(path[(at + 3)...]))
        }
        repository = hints.repository ?? cached?.0
        if let inside = hints.pathInRepository {
            names = inside.split(separator: "/").map(String.init)
        } else {
            names = cached?.1 ?? path
        }
    }

    subscript(name: String) -> URL { folder.appending(path: name) }

    /// Whether the folder has such a file.
    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self[name].filePath) }

    /// Whether a file was named that is not this one.
    func names(otherThan name: String...) -> Bool { file.map { !name.contains($0.lastPathComponent) } ?? false }

    /// All that names may be found in: the repository's own, then the path's.
    var allNames: [String] { (repository.map { $0.split(separator: "/").map(String.init) } ?? []) + names }

    /// The whole number behind a word in one of the names, the innermost first: 12 of `layer_12` for `layer_`.
    func number(after word: String) -> Int? {
        for name in allNames.reversed() {
            guard let range = name.range(of: word) else { continue }
            let digits = name[range.upperBound...].prefix { ("0"..."9").contains($0) }
            if let number = Int(digits) { return number }
        }
        return nil
    }

    /// Whether one of the names has this in it.
    func mentions(_ word: String) -> Bool { allNames.contains { $0.contains(word) } }
}
