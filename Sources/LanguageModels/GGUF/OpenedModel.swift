import Foundation
import TensorFiles

extension ModelDescription {
    /// What a model computes, in whichever form it lies on the disk: a folder in Hugging Face's layout, or a GGUF file.
    ///
    /// Throws as `init(folder:)` does, and `Failure` for a GGUF file that is damaged or of a model that is not built.
    public init(model path: String) throws {
        self = GGUFFile.isOne(path) ? try .init(GGUFFile(URL(filePath: path))) : try .init(folder: path)
    }
}

/// A model's description and its weights, from whichever form it lies in on the disk.
struct OpenedModel {
    let description: ModelDescription
    let tensors: any ModelTensors

    /// - Parameter path: a folder in Hugging Face's layout, or a GGUF file.
    ///
    /// Throws as `ModelDescription(folder:)`, `TensorFolder` and `GGUFFile` do.
    init(_ path: String) throws {
        if GGUFFile.isOne(path) {
            let file = try GGUFFile(URL(filePath: path))
            description = try ModelDescription(file)
            tensors = file
        } else {
            description = try ModelDescription(folder: path)
            tensors = try TensorFolder(URL(filePath: path, directoryHint: .isDirectory))
        }
    }
}
