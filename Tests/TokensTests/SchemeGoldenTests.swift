import Files
import Testing
import Tokens

/// Against huggingface/tokenizers for each family's scheme: exact, ids and text both, 3,208 texts each.
@Suite struct SchemeGoldenTests {
    static let names = [
        "gpt2", "phi", "pythia", "smollm", "digit-runs", "llama3", "olmo2", "qwen", "llama2", "phi3", "metaspace-first",
        "metaspace-always", "metaspace-never",
    ]

    static func tokenizer(_ name: String, _ scratch: ScratchFolder) throws -> Tokenizer {
        let packed = try CorpusBytes(file: TokenGoldens.path("schemes/\(name).tokenizer.json.zst"))
        var bytes: [UInt8] = []
        while try packed.read(appendingTo: &bytes) {}
        return try Tokenizer(file: scratch.file("tokenizer.json", bytes))
    }

    let scratch: ScratchFolder
    init() throws { scratch = try ScratchFolder() }

    /// As `digest` in `make_goldens.py`.
    static func digest(_ tokenizer: Tokenizer, _ text: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let withSpecial = tokenizer.encode(text, addSpecialTokens: true)
        for id in tokenizer.encode(text, addSpecialTokens: false) + [-1] + withSpecial + [-1] {
            withUnsafeBytes(of: id.littleEndian) { $0.forEach(add) }
        }
        tokenizer.decode(withSpecial, skipSpecialTokens: false).utf8.forEach(add)
        add(0xFF)
        tokenizer.decode(withSpecial, skipSpecialTokens: true).utf8.forEach(add)
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    @Test(arguments: names)
    func `ids and decoded text equal the library's`(name: String) throws {
        let tokenizer = try Self.tokenizer(name, scratch)
        let texts = try TokenGoldens.records("schemes/texts.jsonl.zst").map { $0["text"]?.string ?? "" }
        let digests = try TokenGoldens.records("schemes/\(name).digests.jsonl.zst")
        try #require(texts.count > 3000 && digests.count == texts.count)
        let wrong = zip(texts, digests).filter { text, digest in
            !digest.isNull && Self.digest(tokenizer, text) != digest.string
        }
        #expect(
            wrong.isEmpty,
            "\(wrong.count) texts differ: \(wrong.prefix(12).map { String($0.0.prefix(150)).debugDescription }.joined(separator: "\n"))")
    }

    @Test(arguments: names.filter { !["llama2", "phi3"].contains($0) })
    func `texts are cut into the library's words`(name: String) throws {
        let tokenizer = try Self.tokenizer(name, scratch)
        let texts = try TokenGoldens.records("schemes/texts.jsonl.zst").map { $0["text"]?.string ?? "" }
        let hashes = try TokenGoldens.records("schemes/\(name).cuts.jsonl.zst").map(\.int)
        try #require(hashes.count == texts.count)
        let wrong = zip(texts, hashes).filter { text, hash in
            var found: UInt64 = 0xCBF2_9CE4_8422_2325
            for length in tokenizer.wordLengths(text) {
                withUnsafeBytes(of: UInt32(length).littleEndian) {
                    for byte in $0 { found = (found ^ UInt64(byte)) &* 0x100_0000_01B3 }
                }
            }
            return Int(found & 0xFFFF_FFFF) != hash
        }
        #expect(wrong.isEmpty, "\(wrong.count) texts: \(wrong.prefix(8).map { String($0.0.prefix(100)).debugDescription })")
    }

    @Test(arguments: names)
    func `where they are written out, each id equals the library's`(name: String) throws {
        let tokenizer = try Self.tokenizer(name, scratch)
        let texts = try TokenGoldens.records("schemes/texts.jsonl.zst").map { $0["text"]?.string ?? "" }
        let records = try TokenGoldens.records("schemes/\(name).encoded.jsonl.zst")
        try #require(records.count > 250)
        for (index, record) in records.enumerated() where !record.isNull {
            let text = texts[index * 12]
            #expect(tokenizer.encode(text, addSpecialTokens: false) == record["ids"]?.ids, "\(text.debugDescription)")
        }
    }

    @Test(arguments: names)
    func `random ids decode to the library's text`(name: String) throws {
        let tokenizer = try Self.tokenizer(name, scratch)
        let records = try TokenGoldens.records("schemes/\(name).decoded.jsonl.zst")
        try #require(records.count == 200)
        for record in records {
            let ids = record["ids"]?.ids ?? []
            let text = tokenizer.decode(ids, skipSpecialTokens: false)
            #expect(Array(text.utf8) == record["text"]?.bytes.map { Array($0) }, "\(ids)")
            let skipped = tokenizer.decode(ids, skipSpecialTokens: true)
            #expect(Array(skipped.utf8) == record["skipped"]?.bytes.map { Array($0) }, "\(ids)")
        }
    }

    @Test(arguments: names)
    func `the plain twin's ids are the same`(name: String) throws {
        let tokenizer = try Self.tokenizer(name, scratch)
        var compared = 0
        for (index, record) in try TokenGoldens.records("schemes/texts.jsonl.zst").enumerated() where index % 4 == 0 {
            guard let text = record["text"]?.string, text.utf8.count < 150 else { continue }
            let plain = tokenizer.encodePlainly(text)
            #expect(tokenizer.encode(text, addSpecialTokens: false) == plain, "\(text.debugDescription)")
            compared += 1
        }
        #expect(compared > 500)
    }
}
