import Engine
import Evaluation
import Failures
import Foundation
import TestSupport
import Testing
import Tokens

/// Absorption's words and prompts under a byte-level tokenizer, whose pieces spell a space as Ġ. What SAEBench makes of
/// one: Guides/Absorption.md, and `Tools/goldens/saebench/check_smollm2.py` for a real one.
@Suite struct ByteLevelWordsTests {
    /// The 256 bytes of the alphabet and some words behind them.
    private static let words = [
        "Ġelephant", "Elephant", "Ġ1st", "don't", "ĠĠtwo", "Ġhas", "Ġthe", "Ġfirst", "Ġletter", "Ã©t", "ĠE",
    ]

    private static func tokenizer(merging: Bool) throws -> Tokenizer {
        var alphabet: [String] = [], other: UInt32 = 0x100
        for byte in UInt32(0)..<256 {
            let isItself = (33...126).contains(byte) || (161...172).contains(byte) || (174...255).contains(byte)
            let scalar = try #require(Unicode.Scalar(isItself ? byte : other))
            if !isItself { other += 1 }
            alphabet.append(String(Character(scalar)))
        }
        var pieces = alphabet, merges: [String] = []
        for word in words {
            // A chain of merges from the left, each piece once.
            let parts = word.unicodeScalars.map { String(Character($0)) }
            var built = parts[0]
            for part in parts.dropFirst() {
                if !pieces.contains(built + part) {
                    pieces.append(built + part)
                    merges.append("\(built) \(part)")
                }
                built += part
            }
        }
        let byteLevel: [String: Any] = ["type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true]
        let json: [String: Any] = [
            "version": "1.0", "truncation": NSNull(), "padding": NSNull(), "normalizer": NSNull(),
            "added_tokens": [[
                "id": pieces.count, "content": "<|end|>", "single_word": false, "lstrip": false, "rstrip": false,
                "normalized": false, "special": true,
            ]],
            "pre_tokenizer": byteLevel, "post_processor": byteLevel, "decoder": byteLevel,
            "model": [
                "type": "BPE", "vocab": Dictionary(uniqueKeysWithValues: pieces.enumerated().map { ($1, $0) }),
                "merges": merging ? merges : [], "byte_fallback": false, "fuse_unk": false, "unk_token": NSNull(),
            ] as [String: Any],
        ]
        let folder = FileManager.default.temporaryDirectory.appending(path: "byte-level-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try JSONSerialization.data(withJSONObject: json).write(to: folder.appending(path: "tokenizer.json"))
        try Data(#"{"bos_token": "<|end|>", "eos_token": "<|end|>"}"#.utf8)
            .write(to: folder.appending(path: "tokenizer_config.json"))
        return try Tokenizer(file: folder.appending(path: "tokenizer.json").path(percentEncoded: false))
    }

    @Test func `words are what pieces decode to, with their space`() throws {
        let found = FirstLetterVocabulary.words(of: try Self.tokenizer(merging: true))
        #expect(Set(found).isSuperset(of: [" elephant", "Elephant", " has", " E", "a", "Z"]))
        #expect(found.allSatisfy { $0.unicodeScalars.allSatisfy { $0.isASCII } })
        for none in [" 1st", "don't", "  two", "ét", "Ġhas", " "] { #expect(!found.contains(none), "\(none)") }
        // A byte-level vocabulary has no byte-fallback letters, so none stands twice.
        #expect(Set(found).count == found.count)
        #expect(found.count { $0.utf8.count == 1 } == 52)
    }

    @Test func `a prompt's cut row ends with the word, behind BOS or without`() throws {
        let tokenizer = try Self.tokenizer(merging: true)
        let prompt = FirstLetterPrompt(word: " elephant", examples: ["Elephant", " the"])
        let row = try PromptTokens([prompt], tokenizer: tokenizer).rows[0]
        #expect(row.first == tokenizer.bosID && tokenizer.decode([row.last ?? 0], skipSpecialTokens: false) == " elephant")
        let bare = try PromptTokens([prompt], tokenizer: tokenizer.withoutBOS()).rows[0]
        #expect(bare == Array(row.dropFirst()))
    }

    @Test func `a tokenizer that cuts the question otherwise is refused`() throws {
        let prompt = FirstLetterPrompt(word: " elephant", examples: ["Elephant", " the"])
        let failure = try #require(throws: Failure.self) {
            try PromptTokens([prompt], tokenizer: Self.tokenizer(merging: false))
        }
        #expect(failure.kind == .badData && failure.what.contains("tter:") && failure.what.contains("-6"))
    }
}
