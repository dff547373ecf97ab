import Foundation
import Testing

/// ARCHITECTURE.md draws the arrows that Package.swift has, and no others.
@Suite struct `The drawing of the rooms` {
    private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// By room: what `Package.swift` lets it import of our own.
    private func package() throws -> [String: Set<String>] {
        let text = try text("Package.swift")
        let found = text.matches(of: /Room\(\s*"(\w+)"(?:,\s*\[([^\]]*)\])?/).map { match in
            (String(match.1), Set((match.2 ?? "").matches(of: /"(\w+)"/).map { String($0.1) }))
        }
        return Dictionary(found) { first, _ in first }
    }

    /// By room: the cells of its row in the table.
    private func table() throws -> [String: (holds: String, imports: Set<String>)] {
        var rows: [String: (holds: String, imports: Set<String>)] = [:]
        for line in try text("ARCHITECTURE.md").split(separator: "\n") {
            guard let row = line.wholeMatch(of: /\| `(\w+)` \| (.*) \| (.*) \|/) else { continue }
            rows[String(row.1)] = (String(row.2), Set(row.3.matches(of: /\w+/).map { String($0.0) }))
        }
        return rows
    }

    @Test func `has the arrows of the package`() throws {
        let rooms = try package(), rows = try table()
        let drawn = rooms.filter { rows[$0.key] != nil && !["OrthogonalSAE", "orthosae"].contains($0.key) }
        #expect(drawn.count >= 16)
        for (name, imports) in drawn {
            // Systems' libraries and packages of others are drawn too; ours are those that are rooms.
            let ours = Set((rows[name]?.imports ?? []).filter { rooms[$0] != nil || $0 == "CKernels" })
            #expect(ours == imports.subtracting(["CZstd", "CZlib", "CCurl"]), "\(name)")
        }
        for name in rooms.keys where !name.hasSuffix("Tests") && !["TestSupport", "EncodeSentence", "TrainOnYourOwn"].contains(name) {
            #expect(rows[name] != nil, "\(name) is not in the table")
        }
    }

    @Test func `says what the library re-exports`() throws {
        let exported = Set(
            try text("Sources/OrthogonalSAE/OrthogonalSAE.swift").matches(of: /@_exported public import (\w+)/).map { String($0.1) })
        let rooms = try package(), row = try #require(try table()["OrthogonalSAE"])
        let left = Set(row.holds.components(separatedBy: "all above but").last?.matches(of: /`(\w+)`/).map { String($0.1) } ?? [])
        #expect(!exported.isEmpty && !left.isEmpty)
        let others = Set(rooms.keys.filter { !$0.hasSuffix("Tests") }).subtracting([
            "TestSupport", "EncodeSentence", "TrainOnYourOwn", "OrthogonalSAE", "orthosae", "KernelCheck", "TableSpeed",
        ])
        #expect(exported == others.subtracting(left))
        #expect(rooms["OrthogonalSAE"] == exported.union(["Files"]))
    }
}
