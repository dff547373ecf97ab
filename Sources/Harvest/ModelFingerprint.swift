import Failures
import Files
import Foundation
import LanguageModels

/// Tells one model from another without reading its weights.
public enum ModelFingerprint {
    /// 64-bit FNV-1a over the bytes of `config.json` and over the names and sizes of the weight files, in hexadecimal.
    ///
    /// Of a GGUF file: over the first and last 64 KiB of each of its parts and their sizes.
    ///
    /// - Throws: `Failure` of kind `missingInput` where there is no `config.json`.
    public static func of(folder: String) throws -> String {
        if let files = try GGUFModel.files(folder) { return digits(try files.flatMap(ends)) }
        let base = URL(filePath: folder)
        let configuration = base.appending(path: "config.json")
        let json = try WholeFile.data(configuration, ifMissing: "name a Hugging Face model folder")
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasSuffix(".safetensors") }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var text = Array(json)
        for name in names {
            // Through links: model caches keep a folder of them.
            let file = base.appending(path: name).resolvingSymlinksInPath()
            let attributes = try? FileManager.default.attributesOfItem(atPath: file.path(percentEncoded: false))
            text += Array("\n\(name) \(attributes?[.size] as? Int ?? -1)".utf8)
        }
        return digits(text)
    }

    private static func digits(_ bytes: [UInt8]) -> String {
        let hash = bytes.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16)
    }

    private static func ends(of path: String) throws -> [UInt8] {
        let file = try InputFile(path), piece = 1 << 16
        var bytes = try file.read(upTo: piece)
        try file.seek(to: max(0, file.count - piece))
        bytes += try file.read(upTo: piece)
        return bytes + Array("\n\(file.count)".utf8)
    }
}
