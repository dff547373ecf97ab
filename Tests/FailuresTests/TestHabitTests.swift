import Foundation
import Testing

/// Reads the tests: one that measures how busy the machine is fails where nothing is wrong, and only now and then.
@Suite struct `No test waits by the clock` {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    /// What may not stand in a test, and what stands in its place.
    private static var habits: [(pattern: Regex<Substring>, instead: String)] { [
        // Its clock runs while the test lies in the queue behind all others.
        (/\.timeLimit\s*\(/, "endingWithin"),
        // A wait with an end goes on as if what it waited for had come.
        (/for _ in 0\.\.<[\d_]+ where .*isRunning/, "Command.wait"),
        (/Thread\.sleep|addingTimeInterval|usleep\([\d_]{6,}\)/, "a wait for what is to happen"),
    ] }

    @Test func `but for what it waits for`() throws {
        let found = try #require(FileManager.default.enumerator(at: Self.tests, includingPropertiesForKeys: nil))
        let files = found.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" && $0.path != #filePath }
        #expect(files.count > 200)
        for file in files {
            let text = try String(contentsOf: file, encoding: .utf8)
            for (pattern, instead) in Self.habits {
                for match in text.matches(of: pattern) {
                    let before = text[..<match.range.lowerBound].split(separator: "\n", omittingEmptySubsequences: false)
                    // A comment may speak of them.
                    if before.last?.contains("//") == true { continue }
                    Issue.record("\(file.lastPathComponent):\(before.count) has '\(match.output)'; write \(instead)")
                }
            }
        }
    }
}
