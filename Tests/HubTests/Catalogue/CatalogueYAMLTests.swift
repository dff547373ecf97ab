import Failures
import Foundation
import Hub
import TestSupport
import Testing

@Suite struct `A newer list of SAELens'` {
    @Test func `is read as the tool reads it`() throws {
        let facts = try CatalogueFacts.read()
        let catalogue = try Catalogue(file: Goldens.url("exchange/catalogue/part.yaml").path)
        #expect(catalogue.releases.count == facts.part.releases)
        #expect(try catalogue.contentDigest().digest == facts.part.digest)
        let builtIn = try Catalogue.builtIn()
        for release in catalogue.releases {
            #expect(try catalogue.entries(of: release.name) == builtIn.entries(of: release.name))
        }
    }

    private func failure(of text: String) throws -> Failure? {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "list.yaml")
            try Data(text.utf8).write(to: file)
            return try TestSupport.failure { _ = try Catalogue(file: file.path) }
        }
    }

    private static let head = "r:\n  repo_id: a/b\n  model: m\n  conversion_func: null\n"

    @Test(arguments: [
        ("", "no list of releases"), ("[]", "no list of releases"), ("r: 3", "a release is a name"), ("r: {}", "no list 'saes'"),
        ("r: {saes: []}", "no repo_id"), ("r: {saes: [], repo_id: x}", "no model"), ("r: {saes: [], repo_id: ~, model: m}", "no repo_id"),
        (head + "  saes: 3\n", "no list 'saes'"), (head + "  saes: [{id: x}]\n", "no path"), (head + "  saes: [x]\n", "no id"),
        (head + "  saes: [{id: x, path: y, l0: many}]\n", "l0 is 'many'"), (head + "  saes: [{id: x, path: y, l0: .inf}]\n", "l0 is"),
        (head + "  saes: [{id: x, path: y, l0: 1e999}]\n", "l0 is"), ("r: {", "not YAML"), ("r: 1\nr: 2", "not YAML"),
        ("a: &b 1\nc: *b", "an anchor"), ("- &b [x]\n- *b", "an anchor"), ("{&b x: 1}", "an anchor"), ("\u{1}", "not YAML"),
        ("? [a]\n: {saes: []}", "a release is a name"),
        (head + "  config_overrides: {a: {a: {a: {a: {a: {a: {a: {a: {a: 1}}}}}}}}}\n  saes: []\n", "deeper than 8"),
    ])
    func `is refused where it is none`(text: String, reason: String) throws {
        let failure = try #require(try failure(of: text))
        #expect(failure.kind == .badData && failure.what.contains(reason), "\(failure)")
        #expect(failure.place?.contains("list.yaml") == true)
    }

    @Test func `may have an ampersand within a word`() throws {
        #expect(try failure(of: Self.head + "  links: {a: 'https://x/?a=1&b=2'}\n  saes: [{id: x, path: 'R&D'}]\n") == nil)
    }

    @Test func `is refused where it is too large or too deep`() throws {
        let failure = try #require(try failure(of: "# " + String(repeating: "x", count: 1 << 24)))
        #expect(failure.kind == .badData && failure.what.contains("at most"))
        #expect(try self.failure(of: String(repeating: "[", count: 1 << 20))?.what.contains("not YAML") == true)
        #expect(try self.failure(of: String(repeating: "- ", count: 1 << 20))?.what.contains("not YAML") == true)
    }

    @Test func `is refused or read whatever is changed in it`() throws {
        // One of the releases: what is long takes long, and repeats itself.
        let whole = try String(contentsOf: Goldens.url("exchange/catalogue/part.yaml"), encoding: .utf8)
        let start = try #require(whole.range(of: "mistral-7b-res-wg:")), end = try #require(whole.range(of: "mntss-gemma"))
        let text = Array(whole[start.lowerBound..<end.lowerBound].utf8)
        let count = ProcessInfo.processInfo.environment["ORTHOSAE_MUTATIONS"].flatMap { Int($0) } ?? 2_000
        var random = NumberStream(state: 14)
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "list.yaml")
            var read = 0
            for _ in 0..<count {
                var piece = text
                for _ in 0..<random.next() % 4 { Self.change(&piece, &random) }
                try Data(piece).write(to: file)
                if try TestSupport.failure(of: { _ = try Catalogue(file: file.path).contentDigest() }) == nil { read += 1 }
            }
            print("catalogue: \(count) changed lists, \(read) read, \(count - read) refused")
            #expect(read > 0 && read < count)
        }
    }

    private static func change(_ text: inout [UInt8], _ random: inout NumberStream) {
        let at = Int(random.next() % UInt64(text.count))
        let marks = Array("&*!|>%@`{}[],?:-#'\"\n \t\\~\0".utf8)
        switch random.next() % 4 {
        case 0: text[at] = UInt8(truncatingIfNeeded: random.next())
        case 1: text.insert(marks[Int(random.next() % UInt64(marks.count))], at: at)
        case 2: text[at] = marks[Int(random.next() % UInt64(marks.count))]
        default: text.removeSubrange(at..<min(text.count, at + Int(random.next() % 40)))
        }
        if text.isEmpty { text = [0x61] }
    }
}
