import Failures
import Files
public import Foundation
import Hashing
import LanguageModels

/// Identifies a language model by its contents.
public enum ModelDigest {
    /// The files that decide what a model computes: of a folder its configuration, tokenizer and weights, of a GGUF file
    /// all its parts.
    ///
    /// Throws `Failure` `.missingInput` for a folder without a configuration, and as `GGUFModel.files` does.
    public static func files(of model: String) throws -> [String] {
        if let files = try GGUFModel.files(model) { return files }
        return try names(in: URL(filePath: model, directoryHint: .isDirectory)).map { model + "/" + $0 }
    }

    private static func names(in folder: URL) throws -> [String] {
        let place = folder.path(percentEncoded: false)
        let names = try FolderListing(folder.filePath, ifMissing: "name a Hugging Face model folder").names.filter {
            ["config.json", "tokenizer.json", "tokenizer_config.json"].contains($0) || $0.hasSuffix(".safetensors")
        }
        guard names.contains("config.json") else {
            throw Failure(.missingInput, "there is no config.json", at: place, remedy: "name a Hugging Face model folder")
        }
        return names
    }

    /// SHA-256 over a model folder's configuration, tokenizer and weights, or over a GGUF file's parts, in hexadecimal.
    /// Reads all of them.
    ///
    /// Throws `Failure`: `.missingInput` without them, `.io`.
    public static func of(folder: URL) throws -> String {
        let hash = ContentHash()
        if let files = try GGUFModel.files(folder.filePath) {
            // What such a file is called says nothing.
            for file in files { hash.add(["gguf", try FileHash.sha256(of: URL(filePath: file)).digest]) }
            return hash.digits()
        }
        let names = try names(in: folder)
        for name in names { hash.add([name, try FileHash.sha256(of: folder.appending(path: name)).digest]) }
        return hash.digits()
    }
}
