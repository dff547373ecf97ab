import Foundation
import TensorFiles

/// What other rooms ask of a path that may be a GGUF file's.
public enum GGUFModel {
    /// The files of the model, the named one first; nil where the path is no GGUF file's.
    ///
    /// Throws as `GGUFFile` does.
    public static func files(_ path: String) throws -> [String]? {
        GGUFFile.isOne(path) ? try GGUFFile(URL(filePath: path)).files : nil
    }
}
