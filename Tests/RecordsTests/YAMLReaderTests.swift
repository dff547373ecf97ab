import Failures
import Foundation
import Records
import TestSupport
import Testing

/// YAML that would take a machine's memory, or a reader's terminal, ends in one short sentence at every entry.
@Suite struct YAMLReaderTests {
    /// What each entry says of a text: settings as a text and as a file, and an outline.
    static func failures(_ text: String) throws -> [Failure?] {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "x.yaml").path(percentEncoded: false)
            try Data(text.utf8).write(to: URL(filePath: path))
            return [
                try failure { try SettingsFile.parse(text, file: path) },
                try failure { try SettingsFile.read(path) }, try failure { try YAMLOutline.read(path) },
            ]
        }
    }

    /// Nine levels of nine: 10^9 values in 500 bytes.
    static let bomb =
        "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        + (1...9).map { level in
            "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", "))]\n"
        }.joined()

    @Test(arguments: [
        bomb, "a: &x [1]\nb: {? *x : 1}\n", "seed: &s 1\nthreads: *s\n", "k: &a\n  - 1\n- *a\n",
        "a: &x [1]\n\"b\":*x\n", "a: &x-y [1]\nb:\n  - *x-y\n",
    ])
    func `an alias is refused with its line`(text: String) throws {
        try endingWithin {
            let line = 1 + text.prefix { $0 != "*" }.count { $0 == "\n" }
            for failure in try Self.failures(text) {
                #expect(failure?.kind == .usage && failure?.place?.hasSuffix("x.yaml:\(line)") == true)
                #expect(failure?.what.hasPrefix("an alias ('*") == true && failure?.remedy != nil)
            }
        }
    }

    @Test(arguments: [
        "data.corpus: [\"/data/R&D/*.txt\", 'a&b*c']\n", "data.corpus: [\"R &D\"] # 3 * x & y\n", "data.corpus: \"*x\"\n",
    ])
    func `a star in a text is a star`(text: String) throws {
        #expect(try SettingsFile.parse(text, file: "x.yaml").count == 1)
    }

    @Test func `a control character is told in one line, with its line`() throws {
        for failure in try Self.failures("seed: 1\nthreads: \u{1B}[31m2\n") {
            #expect(failure?.place?.hasSuffix("x.yaml:2") == true)
            #expect(failure?.description.contains("(a control character (U+1B))") == true)
            #expect(failure?.description.unicodeScalars.contains { $0.value < 0x20 } == false)
        }
    }

    @Test func `deep nesting, a large file, UTF-16 and a folder are refused`() throws {
        try endingWithin {
            for text in [String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 50_000)] {
                for failure in try Self.failures(text) { #expect(failure?.kind == .usage) }
            }
            try withTemporaryFolder { folder in
                let file = folder.appending(path: "x.yaml"), path = file.path(percentEncoded: false)
                try Data("seed: 1\n".utf8 + [UInt8](repeating: 0x20, count: 1 << 20)).write(to: file)
                let large = [try failure { try SettingsFile.read(path) }, try failure { try YAMLOutline.read(path) }]
                for failure in large { #expect(failure?.what == "has 1048584 bytes; a file of its kind has at most 1048576") }
                try #require("seed: 1\n".data(using: .utf16)).write(to: file)
                let wide = [try failure { try SettingsFile.read(path) }, try failure { try YAMLOutline.read(path) }]
                for failure in wide { #expect(failure?.what == "the text is UTF-16, not UTF-8") }
                let place = folder.path(percentEncoded: false)
                let none = [try failure { try SettingsFile.read(place) }, try failure { try YAMLOutline.read(place) }]
                for failure in none { #expect(failure?.what == "is a folder, not a file") }
            }
        }
        }
    }
