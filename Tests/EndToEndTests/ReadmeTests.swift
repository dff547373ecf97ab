import Foundation
import Testing

@Suite struct `The README` {
    private let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

    private func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    @Test(arguments: ["EncodeSentence", "TrainOnYourOwn"])
    func `quotes the examples as they compile`(example: String) throws {
        let code = try text("Examples/\(example)/main.swift").trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try text("README.md").contains("```swift\n" + code + "\n```"))
    }

    /// A command shown in the README must at least parse: --help of its first words exists.
    @Test func `shows only subcommands that exist`() throws {
        let help = try Workplace().orthosae("--help").output
        let words = try text("README.md").matches(of: #/orthosae ([a-z]+)\b/#).map { String($0.1) }
        #expect(!words.isEmpty)
        for word in Set(words) { #expect(help.contains("\n  \(word) "), "\(word)") }
    }
}
