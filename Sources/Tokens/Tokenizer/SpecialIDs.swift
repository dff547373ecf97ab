import Failures
import Files
import Foundation

/// The ids that a toolkit around the tokenizer needs, from the files beside it: `tokenizer_config.json`, then `config.json`,
/// then what the tokenizer itself has. An id may be 0; what is absent is nil.
struct SpecialIDs: Sendable {
    var bos: Int32?
    var eos: Int32?
    var pad: Int32?
    /// `add_bos_token` of `tokenizer_config.json`; nil leaves it to the template.
    var addsBOS: Bool?

    init(bos: Int32?, eos: Int32?, pad: Int32?) {
        (self.bos, self.eos, self.pad) = (bos, eos, pad)
    }

    /// - Throws: `Failure` `.badData` for a token or an id that the vocabulary lacks, and what reading the files throws.
    init(parts: TokenizerParts, tokenizerFile: String) throws(Failure) {
        let tokens = try NamedTokens("tokenizer_config.json", beside: tokenizerFile, parts)
        let config = try NamedTokens("config.json", beside: tokenizerFile, parts)
        eos = try tokens.token("eos_token")
        if eos == nil { eos = try config.id("eos_token_id") }
        if eos == nil, !tokens.says("eos_token") { eos = parts.id(ofAny: ["<eos>", "</s>"]) }
        bos = try tokens.token("bos_token")
        if bos == nil { bos = try config.id("bos_token_id") }
        if bos == nil { bos = parts.template.leadingToken ?? eos }
        pad = try tokens.token("pad_token")
        if pad == nil, !tokens.says("pad_token") { pad = parts.id(ofAny: ["<pad>"]) }
        addsBOS = try tokens.flag("add_bos_token")
    }
}

/// What one JSON file in the tokenizer's folder says of special tokens; nothing where there is no such file.
private struct NamedTokens {
    private let file: String
    private let json: JSONValue?
    private let parts: TokenizerParts

    init(_ name: String, beside tokenizerFile: String, _ parts: TokenizerParts) throws(Failure) {
        file = URL(filePath: tokenizerFile).deletingLastPathComponent().appending(path: name).path(percentEncoded: false)
        json = FileManager.default.fileExists(atPath: file) ? try JSONFile.value(file) : nil
        self.parts = parts
    }

    func says(_ key: String) -> Bool { json?[key] != nil }

    /// The id of a token given by name: a string, or an object with `content`.
    func token(_ key: String) throws(Failure) -> Int32? {
        guard let value = json?[key], !value.isNull else { return nil }
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

    /// An id given by number, or the first of a list of them.
    func id(_ key: String) throws(Failure) -> Int32? {
        guard let value = json?[key], !value.isNull else { return nil }
        guard let number = value.array.map({ $0.first?.int }) ?? value.int, let id = Int32(exactly: number), id >= 0 else {
            throw Failure(.badData, "\(key.quoted) is no id", at: file, remedy: "fetch the file again")
        }
        guard parts.piece(id) != nil else {
            throw Failure(
                .badData, "\(key.quoted) is \(id), which no piece of the tokenizer has", at: file,
                remedy: "use the tokenizer.json that belongs to this file")
        }
        return id
    }

    func flag(_ key: String) throws(Failure) -> Bool? {
        guard let value = json?[key], !value.isNull else { return nil }
        guard let flag = value.bool else {
            throw Failure(.badData, "\(key.quoted) is neither true nor false", at: file, remedy: "fetch the file again")
        }
        return flag
    }
}
