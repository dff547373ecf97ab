import Files
import Foundation
import Testing
import Tokens

/// The fast encoding (cut into words, cached, queued) against its plain twin, which does none of that.
@Suite struct MergeTests {
    let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    /// A small generator: these tests need the same draws everywhere, not good ones.
    struct Draws: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
        }
    }

    /// A tokenizer whose merges were drawn: words that overlap, cross spaces and contradict one another.
    func drawnTokenizer(_ draws: inout Draws) throws -> Tokenizer {
        let alphabet = ["a", "b", "c", "d", "\u{2581}", "é"]
        var pieces = ["<unk>"] + alphabet
        var merges: [[String]] = []
        for _ in 0..<Int.random(in: 0...40, using: &draws) {
            let left = pieces.dropFirst().randomElement(using: &draws) ?? "a"
            let right = pieces.dropFirst().randomElement(using: &draws) ?? "a"
            guard (left + right).unicodeScalars.count <= 9 else { continue }
            // Sometimes a merge comes before those it builds on.
            merges.insert([left, right], at: Bool.random(using: &draws) ? merges.count : Int.random(in: 0...merges.count, using: &draws))
            if !pieces.contains(left + right) { pieces.append(left + right) }
        }
        let vocabulary = Dictionary(uniqueKeysWithValues: pieces.enumerated().map { ($1, $0) })
        let json: [String: Any] = [
            "added_tokens": [], "pre_tokenizer": NSNull(), "post_processor": NSNull(), "decoder": NSNull(),
            "normalizer": ["type": "Replace", "pattern": ["String": " "], "content": "\u{2581}"],
            "model": [
                "type": "BPE", "unk_token": "<unk>", "fuse_unk": Bool.random(using: &draws), "byte_fallback": false,
                "vocab": vocabulary, "merges": merges,
            ] as [String: Any],
        ]
        return try Tokenizer(file: scratch.file("tokenizer.json", JSONSerialization.data(withJSONObject: json)))
    }

    @Test func `drawn merges give the plain twin's ids`() throws {
        var draws = Draws(state: 5)
        for round in 0..<150 {
            let tokenizer = try drawnTokenizer(&draws)
            for _ in 0..<12 {
                let letters = "aabbcdé  x"
                let text = String((0..<Int.random(in: 0...120, using: &draws)).compactMap { _ in letters.randomElement(using: &draws) })
                // Twice, so that the second time comes from the cache.
                for _ in 0..<2 {
                    #expect(tokenizer.encode(text, addSpecialTokens: false) == tokenizer.encodePlainly(text), "round \(round): \(text)")
                }
            }
        }
    }

    @Test(arguments: ["nano", "fused-unknown", "some-bytes", "contiguous", "inverted"])
    func `texts give the plain twin's ids`(name: String) throws {
        let tokenizer = try TokenGoldens.tokenizer(name)
        var compared = 0
        for record in try TokenGoldens.records("texts.jsonl.zst").prefix(1200) {
            guard let text = record["text"]?.string, !text.contains("<"), text.utf8.count < 600 else { continue }
            #expect(tokenizer.encode(text, addSpecialTokens: false) == tokenizer.encodePlainly(text), "\(text.debugDescription)")
            compared += 1
        }
        #expect(compared > 500)
    }

    @Test func `more words than the cache holds change nothing`() throws {
        let tokenizer = try TokenGoldens.tokenizer("nano")
        let words = (0..<60_000).map { "\($0 &* 7919 % 60_000)" }
        let first = words.map { tokenizer.encode($0, addSpecialTokens: false) }
        let whole = tokenizer.encode(words.joined(separator: "\n"), addSpecialTokens: false)
        let again = words.map { tokenizer.encode($0, addSpecialTokens: false) }
        #expect(first == again)
        let newline = try #require(tokenizer.id(of: Array("\n".utf8)))
        #expect(whole == Array(first.joined(separator: [newline])))
    }

    @Test func `many tasks share one tokenizer`() async throws {
        let tokenizer = try TokenGoldens.tokenizer("nano")
        let texts = try TokenGoldens.records("texts.jsonl.zst").prefix(400).compactMap { $0["text"]?.string }
        let expected = texts.map { tokenizer.encode($0, addSpecialTokens: true) }
        await withTaskGroup(of: [[Int32]].self) { group in
            for _ in 0..<4 { group.addTask { texts.map { tokenizer.encode($0, addSpecialTokens: true) } } }
            for await ids in group { #expect(ids == expected) }
        }
    }

    @Test func `bytes that are not UTF-8 have some encoding`() throws {
        let tokenizer = try TokenGoldens.tokenizer("gemma-like")
        var draws = Draws(state: 9)
        for count in [0, 1, 2, 3, 50] {
            for _ in 0..<200 {
                let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &draws) }
                let ids = tokenizer.encode(utf8: bytes, addSpecialTokens: false)
                #expect(ids.allSatisfy { tokenizer.token($0) != nil })
            }
        }
    }
}
