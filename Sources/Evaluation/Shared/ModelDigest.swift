import Failures
import Files
public import Foundation
import Hashing

/// Identifies a language model by its contents.
public enum ModelDigest {
    /// The names of a model folder's files that decide what it computes: configuration, tokenizer, weights.
    ///
    /// Throws `Failure` `.missingInput` without a configuration.
    public static func files(in folder: URL) throws -> [String] {
        let place = folder.path(percentEncoded: false)
        let names = try FolderListing(folder.filePath, ifMissing: "name a Hugging Face model folder").names.filter {
            ["config.json", "tokenizer.json", "tokenizer_config.json"].contains($0) || $0.hasSuffix(".safetensors")
        }
        guard names.contains("config.json") else {
            throw Failure(.missingInput, "there is no config.json", at: place, remedy: "name a Hugging Face model folder")
        }
        return names
    }

    /// SHA-256 over a model folder's configuration, tokenizer and weights, in hexadecimal. Reads all of them.
    ///
    /// Throws `Failure`: `.missingInput` without them, `.io`.
    public static func of(folder: URL) throws -> String {
        let names = try files(in: folder)
        let hash = ContentHash()
        for name in names { hash.add([name, try FileHash.sha256(of: folder.appending(path: name)).digest]) }
        return hash.digits()
    }
}
