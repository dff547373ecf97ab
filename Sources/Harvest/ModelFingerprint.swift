import Failures
import Files
import Foundation

/// Tells one model folder from another without reading its weights.
public enum ModelFingerprint {
    /// 64-bit FNV-1a over the bytes of `config.json` and over the names and sizes of the weight files, in hexadecimal.
    ///
    /// - Throws: `Failure` of kind `missingInput` where there is no `config.json`.
    public static func of(folder: String) throws -> String {
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
        let hash = text.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16)
    }
}
