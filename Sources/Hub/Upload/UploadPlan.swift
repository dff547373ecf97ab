public import Failures
import Files
import Foundation

/// The files of an upload, found without any request: what a dry run shows.
public struct UploadPlan: Sendable {
    /// One file, as far as it is known before the Hub is asked.
    public struct File: Sendable, Equatable {
        /// In the repository.
        public let path: String
        /// Bytes.
        public let size: Int
        /// Whether the Hub will want it as a large file (Git LFS), by the rules that it gives new repositories.
        public let isLarge: Bool
        /// Whether it is left out where the repository has one.
        public let isOnlyIfAbsent: Bool
        let content: UploadContent
    }

    public let upload: HubUpload
    public let files: [File]

    /// Bytes of all files.
    public var bytes: Int { files.reduce(0) { $0 + $1.size } }

    /// Looks through the folder. No file is read whole, and nothing is sent.
    ///
    /// Throws `Failure`: `.missingInput` without the folder, `.usage` where it is no SAE's, `.io` and `.badData` as
    /// `InputFile` does.
    public init(_ upload: HubUpload) throws(Failure) {
        self.upload = upload
        var found: [File] = []
        try UploadPlan.list(upload.folder, "", depth: 0) { path, file throws(Failure) in
            guard found.count < UploadPlan.mostFiles else {
                throw Failure(
                    .usage, "the folder has more than \(UploadPlan.mostFiles) files", at: upload.folder,
                    remedy: "name the folder of one SAE")
            }
            let file = try InputFile(file)
            let path = "\(upload.id)/\(path)"
            guard RepositoryPath.isSafe(path) else {
                throw Failure(.usage, "a file's name is none that a repository takes", at: file.path, remedy: "rename it")
            }
            found.append(
                File(
                    path: path, size: file.count, isLarge: LargeFileRules.isLarge(path, file.count), isOnlyIfAbsent: false,
                    content: .disk(file.path)))
        }
        let names = Set(found.map { $0.path.dropFirst(upload.id.count + 1) })
        if !upload.takesAnyLayout, let missing = ["cfg.json", "sae_weights.safetensors"].first(where: { !names.contains($0[...]) }) {
            throw Failure(
                .usage, "this is no SAE as SAELens keeps them: there is no \(missing)", at: upload.folder,
                remedy: "name a run's folder sae, or make one by orthosae convert --to saelens")
        }
        guard !found.isEmpty else { throw Failure(.usage, "there is no file to upload", at: upload.folder) }
        if let card = upload.card {
            found.append(
                File(
                    path: "README.md", size: card.utf8.count, isLarge: false, isOnlyIfAbsent: true,
                    content: .bytes(Array(card.utf8))))
        }
        files = found
    }

    /// An SAE is a handful of files; a folder with more is another one than is meant.
    static let mostFiles = 1000

    /// Calls back with every file below a folder: its path there and on the disk. Hidden files are left out, and with them
    /// what a killed process left half written.
    private static func list(
        _ folder: String, _ prefix: String, depth: Int, _ body: (String, String) throws(Failure) -> Void
    ) throws(Failure) {
        let listing = try FolderListing(folder)
        if let foreign = listing.foreign.first {
            throw Failure(.usage, "a file's name (\(foreign.quoted)) is not UTF-8", at: folder, remedy: "rename it")
        }
        for name in listing.names where !name.hasPrefix(".") {
            let path = "\(folder)/\(name)"
            guard HubPlace.isFolder(path) else {
                try body(prefix + name, path)
                continue
            }
            guard depth < 8 else {
                throw Failure(.usage, "its folders are nested deeper than 8", at: folder, remedy: "name the folder of one SAE")
            }
            try list(path, "\(prefix)\(name)/", depth: depth + 1, body)
        }
    }
}

/// Where a file's bytes are.
enum UploadContent: Sendable, Equatable {
    case disk(String)
    case bytes([UInt8])
}

/// Which files the Hub wants as large ones: the `.gitattributes` that it puts into a new repository, and its limit on
/// others. What it really wants it says when it is asked (preupload).
enum LargeFileRules {
    private static let endings: Set<Substring> = [
        "7z", "arrow", "bin", "bz2", "ckpt", "ftz", "gz", "h5", "joblib", "mlmodel", "model", "msgpack", "npy", "npz", "onnx",
        "ot", "parquet", "pb", "pickle", "pkl", "pt", "pth", "rar", "safetensors", "tar", "tflite", "tgz", "wasm", "xz", "zip",
        "zst",
    ]
    private static let largestRegular = 10 << 20

    static func isLarge(_ path: String, _ size: Int) -> Bool {
        let ending = path.split(separator: ".").last.map { $0.lowercased()[...] } ?? ""
        return size > 0 && (size > largestRegular || (path.contains(".") && endings.contains(ending)))
    }
}
