import Failures
import Files
import Foundation
import Testing
import Tokens

extension Collection<UInt8> {
    fileprivate func contains(_ part: some Collection<UInt8>) -> Bool {
        indices.contains { self[$0...].starts(with: part) }
    }
}

/// Tokenizers made of a GGUF file's vocabulary, held to those of a `tokenizer.json`.
@Suite struct GGUFTokenizerTests {
    let scratch: ScratchFolder
    init() throws { scratch = try ScratchFolder() }

    /// What a converter writes of a byte-level `tokenizer.json`.
    ///
    /// - Parameter inexpressible: added tokens with flags that such a file has no words for.
    private func vocabulary(_ scheme: String, pattern: String, inexpressible: inout [String]) throws -> GGUFVocabulary {
        let packed = try CorpusBytes(file: TokenGoldens.path("schemes/\(scheme).tokenizer.json.zst"))
        var bytes: [UInt8] = []
        while try packed.read(appendingTo: &bytes) {}
        let json = try JSONFile.value(scratch.file("\(scheme).json", bytes))
        var pieces: [Int: [UInt8]] = [:], types: [Int: Int] = [:]
        for (piece, id) in try #require(json["model"]?["vocab"]?.members) { pieces[try #require(id.int)] = Array(piece) }
        for token in json["added_tokens"]?.array ?? [] {
            let id = try #require(token["id"]?.int)
            pieces[id] = Array(try #require(token["content"]?.bytes))
            types[id] = token["special"]?.bool == true ? 3 : 4
            if ["single_word", "lstrip", "rstrip", "normalized"].contains(where: { token[$0]?.bool == true }) {
                inexpressible.append(token["content"]?.string ?? "")
            }
        }
        let merges = try #require(json["model"]?["merges"]?.array).map { merge in
            merge.bytes.map { Array($0) } ?? Array((merge.array ?? []).compactMap { $0.bytes }.joined(separator: [0x20]))
        }
        let count = try #require(pieces.keys.max()) + 1
        var bos: Int?
        if let name = json["post_processor"]?["single"]?.array?.first?["SpecialToken"]?["id"]?.bytes {
            bos = pieces.first { $0.value == Array(name) }?.key
        } else if let parts = json["post_processor"]?["processors"]?.array {
            let name = parts.lazy.compactMap { $0["single"]?.array?.first?["SpecialToken"]?["id"]?.bytes }.first
            bos = pieces.first { $0.value == name.map { Array($0) } }?.key
        }
        return GGUFVocabulary(
            model: "gpt2", pattern: pattern, pieces: (0..<count).map { pieces[$0] ?? Array("[PAD\($0)]".utf8) },
            types: (0..<count).map { types[$0] ?? (pieces[$0] == nil ? 5 : 1) }, merges: merges, bos: bos)
    }

    @Test(arguments: [("gpt2", "gpt-2"), ("smollm", "smollm"), ("llama3", "llama-bpe"), ("qwen", "qwen2")])
    func `ids and text of a byte-level vocabulary equal the library's`(scheme: String, pattern: String) throws {
        var inexpressible: [String] = []
        let tokenizer = try Tokenizer(vocabulary(scheme, pattern: pattern, inexpressible: &inexpressible), at: "x.gguf")
        let texts = try TokenGoldens.records("schemes/texts.jsonl.zst").map { $0["text"]?.string ?? "" }
        let digests = try TokenGoldens.records("schemes/\(scheme).digests.jsonl.zst")
        try #require(texts.count > 3000 && digests.count == texts.count)
        let comparable = zip(texts, digests).filter { text, digest in
            let forms = [text, text.precomposedStringWithCanonicalMapping]
            return !digest.isNull && !inexpressible.contains { token in
                [token, token.precomposedStringWithCanonicalMapping].contains { token in
                    forms.contains { $0.utf8.contains(token.utf8) }
                }
            }
        }
        #expect(comparable.count > 1500)
        print("gguf vocabulary \(scheme): \(comparable.count) texts")
        let wrong = comparable.filter { text, digest in
            SchemeGoldenTests.digest(tokenizer, text) != digest.string
        }
        #expect(wrong.isEmpty, "\(wrong.count) of \(comparable.count) texts differ: \(wrong.prefix(5).map { String($0.0.prefix(100)).debugDescription })")
    }

    /// A made-up SentencePiece vocabulary: `<unk>`, `<s>`, `</s>`, bytes, letters, and pieces with scores.
    private func scored() -> GGUFVocabulary {
        var pieces: [String] = ["<unk>", "<s>", "</s>"], types = [2, 3, 3], scores: [Float] = [0, 0, 0]
        func add(_ piece: String, _ type: Int, _ score: Float) {
            pieces.append(piece)
            types.append(type)
            scores.append(score)
        }
        for byte in 0..<256 {
            let digits = String(byte, radix: 16, uppercase: true)
            add("<0x\(digits.count < 2 ? "0" : "")\(digits)>", 6, 0)
        }
        for (i, letter) in ["▁", "a", "b", "c", "é"].enumerated() { add(letter, 1, Float(-100 - i)) }
        for (piece, score) in [("ab", -2), ("bc", -1), ("abc", -5), ("▁a", -2), ("cé", -3), ("bcé", -3), ("aab", -0.5), ("aa", -9)] as [(String, Float)] {
            add(piece, 1, score)
        }
        for run in ["  ", "    ", "   "] { add(run, 4, -1000) }
        add("<tag>", 4, -1000)
        return GGUFVocabulary(
            model: "llama", pieces: pieces.map { Array($0.utf8) }, types: types, scores: scores, bos: 1, eos: 2, unknown: 0,
            addsSpacePrefix: false)
    }

    @Test func `merges of scores take the best first`() throws {
        let tokenizer = try Tokenizer(scored(), at: "x.gguf")
        func pieces(_ text: String) -> [String] {
            tokenizer.encode(text, addSpecialTokens: false).map { tokenizer.token($0) ?? "?" }
        }
        // bc (-1) is merged before ab (-2), then a + bc make abc.
        #expect(pieces("abc") == ["abc"] && pieces("bcé") == ["bcé"] && pieces("ab") == ["ab"])
        // aab (-0.5) is a + ab or aa + b, but its parts come late: ab (-2) first, then a + ab.
        #expect(pieces("aab") == ["aab"] && pieces("aa") == ["aa"])
        // A run of spaces is the longest piece of user-defined ones, whatever their score.
        #expect(pieces("     ") == ["▁▁▁▁", "▁"] && pieces("   a") == ["▁▁▁", "a"] && pieces(" a") == ["▁a"])
        #expect(pieces("x<tag>y") == ["<0x78>", "<tag>", "<0x79>"] && pieces("</s>") == ["</s>"])
        #expect(tokenizer.encode("ab", addSpecialTokens: true).first == 1 && tokenizer.bosID == 1 && tokenizer.eosID == 2)
        #expect(tokenizer.decode(tokenizer.encode("  aé x\n", addSpecialTokens: true), skipSpecialTokens: true) == "  aé x\n")
        #expect(tokenizer.isSpecial(2) && !tokenizer.isSpecial(tokenizer.encode("<tag>", addSpecialTokens: false)[0]))
    }

    @Test func `a space is put first where the file says so or says nothing`() throws {
        var vocabulary = scored()
        vocabulary.addsSpacePrefix = nil
        let tokenizer = try Tokenizer(vocabulary, at: "x.gguf")
        let ids = tokenizer.encode("abc", addSpecialTokens: false)
        #expect(ids.map { tokenizer.token($0) ?? "?" } == ["▁a", "bc"])
        #expect(tokenizer.decode(ids, skipSpecialTokens: true) == "abc")
    }

    @Test func `what is not supported or does not fit together is refused by name`() throws {
        func said(_ change: (inout GGUFVocabulary) -> Void) -> String {
            var vocabulary = scored()
            change(&vocabulary)
            do throws(Failure) {
                _ = try Tokenizer(vocabulary, at: "x.gguf")
                return ""
            } catch {
                #expect(error.kind == .badData && error.place == "x.gguf" && error.remedy != nil)
                return error.what
            }
        }
        #expect(said { $0.model = "t5" }.contains("the tokenizer 't5'"))
        #expect(said { $0.pieces = [] }.contains("has 0 pieces"))
        #expect(said { $0.types.removeLast() }.contains("types in 'tokenizer.ggml.token_type' for"))
        #expect(said { $0.types[5] = 9 }.contains("unknown type 9"))
        #expect(said { $0.scores = [] }.contains("has 0 scores"))
        #expect(said { $0.pieces[4] = $0.pieces[3] }.contains("the piece '<0x00>' twice"))
        #expect(said { $0.bos = 1 << 40 }.contains("'tokenizer.ggml.bos_token_id'"))
        #expect(said { $0.unknown = -1 }.contains("'tokenizer.ggml.unknown_token_id'"))
        #expect(said { ($0.model, $0.pattern) = ("gpt2", "tekken") }.contains("has 'tekken' for 'tokenizer.ggml.pre'"))
        #expect(said { $0.model = "gpt2" }.contains("has no word for 'tokenizer.ggml.pre'"))
        #expect(said { ($0.model, $0.pattern, $0.merges) = ("gpt2", "gpt-2", [Array("a z".utf8)]) }.contains("the merge 'a z'"))
        #expect(said { ($0.model, $0.pattern, $0.merges) = ("gpt2", "gpt-2", [Array("a".utf8)]) }.contains("the merge 'a'"))
    }
}
