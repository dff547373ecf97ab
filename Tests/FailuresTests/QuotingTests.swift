import Failures
import Foundation
import Testing

@Suite struct QuotingTests {
    @Test func `a message is one line without control characters, however long its parts`() {
        let hostile = "\u{1B}[31mX\u{0}\u{7}\r\n\u{202E}" + String(repeating: "a", count: 9000)
        let failures = [
            Failure(.badData, hostile), Failure(.badData, "x", at: hostile), Failure(.badData, "x", remedy: hostile),
            Failure(.badData, "x is \(hostile.quoted)"),
        ]
        for failure in failures {
            let text = failure.description
            #expect(text.contains("\\u{1b}[31mX\\u{0}\\u{7}\\u{d}\\u{a}\\u{202e}"))
            #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{202E}" })
            #expect(text.count < 1400)
        }
        #expect(failures[3].description.count < 200)
    }

    @Test func `ordinary text stays as it is`() {
        #expect("blocks.3.hook_resid_post".quoted == "'blocks.3.hook_resid_post'")
        #expect("naïve 日本語 🙂".quoted == "'naïve 日本語 🙂'")
        #expect(Failure(.io, "cannot be read", at: "a b", remedy: "do").description == "a b: cannot be read; do")
    }

    @Test func `lines for a terminal keep their form and nothing that steers it`() {
        let lines = "  latent 7\t\u{1B}]0;x\u{7}\r\u{9B}1m \u{202E}abc\n  naïve 👩‍👩‍👧 ½\n"
        #expect(
            lines.harmless == "  latent 7\t\\u001b]0;x\\u0007\\u000d\\u009b1m \\u202eabc\n  naïve 👩‍👩‍👧 ½\n")
        // A result in JSON stays the same JSON.
        let json = "{\n  \"a\" : \"\u{7F}\u{202E}é\"\n}"
        let read = try? JSONDecoder().decode([String: String].self, from: Data(json.harmless.utf8))
        #expect(read == ["a": "\u{7F}\u{202E}é"])
    }

    @Test(arguments: [
        ("runs/topk-2", "runs/topk-2"), ("my runs", "'my runs'"), ("it's", "'it'\\''s'"), ("", "''"),
        ("a$(b)", "'a$(b)'"), ("--set=a.b=1e-3", "--set=a.b=1e-3"), ("~x", "'~x'"), ("é", "'é'"),
    ])
    func `a word for the shell is quoted where it must be`(word: String, expected: String) {
        #expect(word.shellWord == expected)
    }
}
