import Failures
import Files
import Foundation

/// The ids that a toolkit around the tokenizer needs, from `tokenizer_config.json` or else by name.
struct SpecialIDs {
    var bos: Int32?
    var eos: Int32?
    var pad: Int32?

    init(bos: Int32?, eos: Int32?, pad: Int32?) {
        (self.bos, self.eos, self.pad) = (bos, eos, pad)
    }

    init(parts: TokenizerParts, tokenizerFile: String) throws(Failure) {
        let file = URL(filePath: tokenizerFile).deletingLastPathComponent()
            .appending(path: "tokenizer_config.json").path(percentEncoded: false)
        let config = FileManager.default.fileExists(atPath: file) ? try JSONFile.value(file) : nil
        func id(_ key: String, otherwise names: [String]) throws(Failure) -> Int32? {
            guard let value = config?[key] else {
                return names.lazy.compactMap { name in parts.id(of: Array(name.utf8)) }.first
            }
            if value.isNull { return nil }
            guard let name = value.bytes ?? value["content"]?.bytes else {
                throw Failure(.badData, "\(key.quoted) is not a token", at: file, remedy: "fetch the file again")
            }
            guard let id = parts.id(of: Array(name)) else {
                let text = String(decoding: name, as: UTF8.self)
                throw Failure(
                    .badData, "\(key.quoted) is \(text.quoted), which the tokenizer's vocabulary lacks", at: file,
                    remedy: "use the tokenizer.json that belongs to this file")
            }
            return id
        }
        bos = try id("bos_token", otherwise: [])
        if bos == nil, config?["bos_token"] == nil { bos = parts.template.leadingToken }
        eos = try id("eos_token", otherwise: ["<eos>", "</s>"])
        pad = try id("pad_token", otherwise: ["<pad>"])
    }
}
