import Foundation
import Testing

@Suite struct `orthosae tokenize` {
    @Test func `shows ids and pieces of a text, and which id is BOS`() throws {
        let place = try Workplace()
        let shown = try place.orthosae("tokenize", "--text", "The sea.")
        try #require(shown.status == 0, "\(shown.errors)")
        #expect(shown.output.contains("BOS") && shown.output.contains("2 '<bos>'"))
        let outcome = try place.orthosae("tokenize", "--text", "The sea.", "--special", "--json")
        let json = try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        let ids = try #require(json["ids"] as? [Int]), pieces = try #require(json["pieces"] as? [String])
        #expect(ids.first == 2 && ids.count == pieces.count && pieces.first == "<bos>")
        #expect(json["decoded"] as? String == "<bos>The sea.")
        #expect(json["bos_id"] as? Int == 2)
    }

    @Test func `each line of a file by itself, odd characters unchanged`() throws {
        let place = try Workplace()
        let texts = ["", "a\u{202E}b\u{E0001}\u{7}\u{7F}", "two\nlines", "é e\u{301} \u{1F600}"]
        let lines = try texts.map { String(decoding: try JSONSerialization.data(withJSONObject: ["text": $0]), as: UTF8.self) }
        try Data(lines.joined(separator: "\n").utf8).write(to: place.url.appending(path: "texts.jsonl"))
        let outcome = try place.orthosae("tokenize", "--lines", "texts.jsonl")
        try #require(outcome.status == 0, "\(outcome.errors)")
        let decoded = try outcome.output.split(separator: "\n").map { line in
            (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["decoded"] as? String
        }
        #expect(decoded.map { $0.map { Array($0.utf8) } } == texts.map { Array($0.utf8) })
    }

    @Test func `refuses what is no text and no tokenizer`() throws {
        let place = try Workplace()
        #expect(try place.orthosae("tokenize").status == 64)
        #expect(try place.orthosae("tokenize", "--text", "a", "--file", "b").status == 64)
        #expect(try place.orthosae("tokenize", "--file", "nowhere.txt").status == 66)
        #expect(try place.orthosae("tokenize", "--model", "nowhere", "--text", "a").status == 66)
        try Data([0x61, 0xFF]).write(to: place.url.appending(path: "bad.txt"))
        #expect(try place.orthosae("tokenize", "--file", "bad.txt").status == 65)
        #expect(try place.orthosae("tokenize", "--lines", "bad.txt").status == 65)
        try Data(#"{"words": "a"}"#.utf8).write(to: place.url.appending(path: "bad.jsonl"))
        #expect(try place.orthosae("tokenize", "--lines", "bad.jsonl").status == 65)
    }
}
