import Failures
import Foundation
import Records

/// `latents.jsonl` as the page holds it: an index of all latents, read at once, and their details in blocks, each
/// parsed only when one of its latents is looked at.
struct LatentBook: Sendable {
    /// Latents in a block.
    static let block = 128
    /// The details may take so many bytes: with the rest the page stays under 30 MB.
    static let room = 25_000_000

    let entries: [LatentEntry]
    /// Of how many latents the contexts are there, and how many of each at most.
    let withContexts: Int
    let contextsEach: Int
    /// Lines that are no record.
    let unreadable: Int
    private let chosen: Set<Int>
    private let tokens: String

    /// Reads all lines; those that are no record, or of a latent that was there before, are counted and left out.
    ///
    /// - Parameter wanted: latents whose contexts are kept whatever their rank: those that other sections name.
    init(_ file: URL, pages: LatentPages, wanted: Set<Int> = []) throws(Failure) {
        var table = TokenTable(), entries: [LatentEntry] = [], seen: Set<Int> = [], unreadable = 0
        var withContexts = 0
        try RecordLines.read(LatentRecord.self, at: file.path(percentEncoded: false)) { record in
            if let record, seen.insert(record.id).inserted {
                entries.append(LatentEntry(record, &table))
                if !record.contexts.isEmpty { withContexts += 1 }
            } else {
                unreadable += 1
            }
            // Of many latents only those are held in full that will be shown.
            if case .strongest(let count) = pages, withContexts > 2 * count + wanted.count + 2 * LatentBook.block {
                LatentBook.forget(&entries, but: count, and: wanted)
                withContexts = entries.count { !$0.contexts.isEmpty }
            }
        }
        entries.sort { $0.id < $1.id }
        self.entries = entries
        self.unreadable = unreadable
        tokens = table.json

        let ranked = LatentBook.ranked(entries)
        let kept: Set<Int> =
            switch pages {
            case .all: Set(ranked.map(\.id))
            case .strongest(let count):
                Set(ranked.prefix(max(0, count)).map(\.id)).union(ranked.map(\.id).filter(wanted.contains))
            }
        chosen = kept
        self.withContexts = kept.count
        // Fewer contexts each rather than a page that opens slowly.
        let each = (1...LatentEntry.mostContexts).reversed().first { count in
            entries.reduce(0) { $0 + $1.size(contexts: kept.contains($1.id) ? count : 0) } <= LatentBook.room
        }
        contextsEach = min(each ?? 1, entries.map(\.contexts.count).max() ?? 0)
    }

    /// Those with contexts, the strongest first.
    private static func ranked(_ entries: [LatentEntry]) -> [LatentEntry] {
        entries.filter { !$0.contexts.isEmpty }.sorted { ($1.maximum ?? 0, $0.id) < ($0.maximum ?? 0, $1.id) }
    }

    /// Drops the contexts of all but the strongest so many and those that are wanted: a later latent can only push
    /// more of them out.
    private static func forget(_ entries: inout [LatentEntry], but count: Int, and wanted: Set<Int>) {
        let kept = Set(ranked(entries).prefix(count).map(\.id)).union(wanted)
        for index in entries.indices where !kept.contains(entries[index].id) { entries[index].contexts = [] }
    }

    /// The index: columns over all latents, in order of id.
    private var index: String {
        func column(_ value: (LatentEntry) -> String) -> String { ScriptJSON.array(entries.map(value)) }
        let associations = entries.enumerated().flatMap { place, entry in
            entry.associations.map {
                "[\(place),\"\($0.role.rawValue)\",\(ScriptJSON.string($0.name)),\(ScriptJSON.number($0.value))]"
            }
        }
        let fields = [
            "\"block\":\(LatentBook.block)", "\"tokens\":\(tokens)", "\"id\":\(column { String($0.id) })",
            "\"alive\":\(column { $0.isAlive.map { $0 ? "1" : "0" } ?? "null" })",
            "\"density\":\(column { ScriptJSON.number($0.density) })",
            "\"max\":\(column { ScriptJSON.number($0.maximum) })",
            "\"cosine\":\(column { ScriptJSON.number($0.cosine) })",
            "\"label\":\(column { $0.label.map(String.init) ?? "-1" })",
            "\"search\":\(column { ScriptJSON.array($0.search.map(String.init)) })",
            "\"associations\":\(ScriptJSON.array(associations))",
        ]
        return "{\(fields.joined(separator: ","))}"
    }

    /// The script elements: the index, then the blocks.
    var scripts: String {
        let blocks = stride(from: 0, to: entries.count, by: LatentBook.block).map { start -> String in
            let latents = entries[start..<min(entries.count, start + LatentBook.block)].map { entry in
                let contexts = chosen.contains(entry.id) ? entry.contexts.prefix(contextsEach) : []
                return "[\(entry.rest),\(ScriptJSON.array(contexts))]"
            }
            return ScriptJSON.element(ScriptJSON.array(latents), kind: "latent-block")
        }
        return ([ScriptJSON.element(index, id: "latent-index")] + blocks).joined(separator: "\n")
    }
}
