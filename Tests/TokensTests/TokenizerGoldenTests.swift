import Files
import Testing
import Tokens

/// Against huggingface/tokenizers: exact, ids and text both, 3,510 texts for each of the two large tokenizers.
@Suite struct TokenizerGoldenTests {
    @Test(arguments: TokenGoldens.names)
    func `ids and decoded text equal the library's`(name: String) throws {
        let tokenizer = try TokenGoldens.tokenizer(name)
        let texts = try TokenGoldens.records("texts.jsonl.zst").map { $0["text"]?.string ?? "" }
        let expected = try TokenGoldens.records("\(name).encoded.jsonl.zst")
        try #require(expected.count == (["nano", "gemma-like"].contains(name) ? texts.count : 900))
        try #require(texts.count >= 3000)
        var wrong: [String] = []
        for (text, record) in zip(texts, expected) where !record.isNull {
            let ids = record["ids"]?.ids ?? []
            let withSpecial = (record["before"]?.ids ?? []) + ids + (record["after"]?.ids ?? [])
            let decoded = record["text"]?.string ?? text
            let skipped = record["skipped"]?.string ?? decoded
            let same =
                tokenizer.encode(text, addSpecialTokens: false) == ids
                && tokenizer.encode(text, addSpecialTokens: true) == withSpecial
                && Array(tokenizer.decode(withSpecial, skipSpecialTokens: false).utf8) == Array(decoded.utf8)
                && Array(tokenizer.decode(withSpecial, skipSpecialTokens: true).utf8) == Array(skipped.utf8)
            if !same { wrong.append(text) }
        }
        #expect(wrong.isEmpty, "\(wrong.count) texts differ, the first: \(wrong.first.map { String($0.prefix(200)).debugDescription } ?? "")")
    }

    @Test(arguments: TokenGoldens.names)
    func `random ids decode to the library's text`(name: String) throws {
        let tokenizer = try TokenGoldens.tokenizer(name)
        let records = try TokenGoldens.records("\(name).decoded.jsonl.zst")
        try #require(records.count >= 100)
        for record in records {
            let ids = record["ids"]?.ids ?? []
            let text = tokenizer.decode(ids, skipSpecialTokens: false)
            #expect(Array(text.utf8) == record["text"]?.bytes.map { Array($0) }, "\(ids)")
            let skipped = tokenizer.decode(ids, skipSpecialTokens: true)
            #expect(Array(skipped.utf8) == record["skipped"]?.bytes.map { Array($0) }, "\(ids)")
        }
    }
}
