import Failures
import Files
import Foundation
import TestSupport
import Testing

@Suite struct `A file of lines` {
    private func lines(_ text: String, onRead: (([UInt8]) -> Void)? = nil) throws -> [String] {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "f")
            try Data(text.utf8).write(to: url)
            var file = try LineFile(url.filePath, onRead: onRead), found: [String] = []
            while let line = try file.next() {
                if case .bytes(let data) = line { found.append(String(decoding: data, as: UTF8.self)) } else { found.append("!") }
            }
            return found
        }
    }

    @Test(arguments: [
        ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\nb", ["a", "b"]), ("\n\na\n\n", ["", "", "a", ""]),
    ])
    func `is given line by line`(text: String, expected: [String]) throws { #expect(try lines(text) == expected) }

    @Test func `is the same whatever piece a line ends in, and all its bytes are told`() throws {
        // Lines around the size of a piece that is read, 1 MiB.
        let parts = [5, 1 << 20, (1 << 20) - 1, 3, 2 << 20, 0, 7].enumerated().map {
            String(repeating: String(UnicodeScalar(UInt8(97 + $0))), count: $1)
        }
        var told = 0
        #expect(try lines(parts.joined(separator: "\n") + "\n") { told += $0.count } == parts)
        #expect(told == parts.joined(separator: "\n").utf8.count + 1)
    }

    @Test func `passes over a line that no memory should hold`() throws {
        let long = String(repeating: "x", count: 3 * LineFile.longest)
        #expect(try lines("a\n\(long)\nb\n") == ["a", "!", "b"])
        #expect(try lines("a\n\(long)") == ["a", "!"])
    }

    @Test(arguments: [0, 10, 70_000, 2_000_000])
    func `has a last line, found from its end`(padding: Int) throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "f")
            let filler = String(repeating: "-", count: 99) + "\n"
            let text = String(repeating: filler, count: padding / 100) + "good 1\ngood 2\n" + String(repeating: filler, count: padding / 100) + "cut"
            try Data(text.utf8).write(to: url)
            let found = try LineFile.last(of: url.filePath) { line -> String? in
                let text = String(decoding: line, as: UTF8.self)
                return text.hasPrefix("good") ? text : nil
            }
            #expect(found == "good 2")
            let none = try LineFile.last(of: url.filePath) { _ in nil as Int? }
            #expect(none == nil)
        }
    }

    @Test func `is refused where it is a folder, a pipe, or not there`() throws {
        try withTemporaryFolder { folder in
            let pipe = folder.appending(path: "pipe").filePath
            #expect(mkfifo(pipe, 0o600) == 0)
            func kind(_ body: () throws -> Void) throws -> Failure.Kind? { try failure(of: body)?.kind }
            for path in [pipe, folder.filePath, "/dev/zero"] {
                let opened = try kind { _ = try LineFile(path) }
                let searched = try kind { _ = try LineFile.last(of: path) { _ in 1 } }
                #expect(opened == .io && searched == .io, "\(path)")
            }
            let missing = try kind { _ = try LineFile(folder.appending(path: "none").filePath) }
            #expect(missing == .missingInput)
        }
    }
}
