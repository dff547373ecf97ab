import Failures
import Files
import Foundation
import TensorFiles

/// A model's folder in Hugging Face's layout, before anything is known of the family: is it there, and are its weights
/// plain numbers of the whole model?
enum ModelFolder {
    /// The folder's `config.json`.
    ///
    /// Throws `Failure`: `.missingInput` where folder or file is not there, with what to do about a name on the Hugging
    /// Face Hub; `.badData` for a file that is no configuration, for quantised weights and for a folder with an adapter.
    static func configuration(_ folder: String) throws -> ConfigurationFile {
        let place = URL(filePath: folder, directoryHint: .isDirectory)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
            throw Failure(
                .missingInput, "there is no such model folder", at: folder,
                remedy: HubName.remedy(for: folder, as: .model) ?? "check the path")
        }
        guard isFolder.boolValue else {
            throw Failure(
                .badData, "is a file, not a model folder", at: folder,
                remedy: "name a folder in Hugging Face's layout (config.json beside model.safetensors), or a GGUF file")
        }
        func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: place.appending(path: name).filePath) }
        // Beside whole weights too: transformers would add the adapter to them.
        if has("adapter_config.json") {
            throw Failure(
                .badData, "holds an adapter (adapter_config.json), which is not applied here", at: folder,
                remedy: "merge it into its model (PEFT's merge_and_unload) and save that")
        }
        guard has("config.json") else {
            throw Failure(
                .missingInput, "there is no config.json", at: folder,
                remedy: "name a folder in Hugging Face's layout: config.json beside model.safetensors")
        }
        let file = try ConfigurationFile(
            place.appending(path: "config.json"),
            remedy: "the folder must hold a model as Hugging Face saves it")
        for key in ["quantization_config", "compression_config"] where file.has(key) {
            let method = try? file.object(key).string("quant_method")
            throw Failure(
                .badData, "\(key.quoted) says that the weights are quantised\(method.map { " (\($0.quoted))" } ?? "")",
                at: file.path, remedy: "name a copy of the model in bf16, f16 or f32, or a GGUF file of it")
        }
        return file
    }
}
